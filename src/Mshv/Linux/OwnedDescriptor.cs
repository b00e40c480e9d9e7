namespace Levelset.Mshv.Linux;

/// <summary>A descriptor of any kind.</summary>
public sealed class OwnedDescriptor(int descriptor) : DescriptorHandle(descriptor)
{
    /// <summary>Its number; valid for as long as this is not disposed.</summary>
    public int Number => (int)handle;

    /// <summary>Gives up ownership.</summary>
    /// <returns>The number, which is the caller's to close.</returns>
    public int Detach()
    {
        var number = Number;
        SetHandleAsInvalid();
        return number;
    }
}

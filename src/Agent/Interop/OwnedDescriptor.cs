namespace Levelset.Agent.Interop;

/// <summary>A descriptor of any kind.</summary>
internal sealed class OwnedDescriptor(int descriptor) : DescriptorHandle(descriptor)
{
    /// <summary>Its number; valid for as long as this is not disposed.</summary>
    public int Number => (int)handle;
}

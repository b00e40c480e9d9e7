namespace Levelset.Emulator;

/// <summary>The command line is not valid. Every fault is named.</summary>
internal sealed class UsageException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults => faults;

    public static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }
    }
}

namespace Levelset.FleetSimulator;

/// <summary>A scenario cannot be read; the message has every fault.</summary>
internal sealed class ScenarioException(string message) : Exception(message)
{
    public static void ThrowIfAny(string path, IReadOnlyCollection<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new ScenarioException(string.Join('\n', faults.Select(fault => $"{path}: {fault}")));
        }
    }
}

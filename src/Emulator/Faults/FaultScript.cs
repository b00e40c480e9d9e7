namespace Levelset.Emulator.Faults;

/// <summary>Injected faults: for each call, the first one that matches and is due. Not thread-safe.</summary>
internal sealed class FaultScript(IEnumerable<Fault> faults)
{
    private readonly List<(Fault Fault, int[] Calls)> entries = [.. faults.Select(fault => (fault, new int[1]))];

    /// <summary>The effect on a call; null for none.</summary>
    public FaultEffect? Next(DeviceOperation operation, uint property)
    {
        FaultEffect? effect = null;
        foreach (var (fault, calls) in entries.Where(entry => entry.Fault.Matches(operation, property)))
        {
            var index = calls[0]++;
            if (effect is null && index >= fault.After && (fault.Times is null || index < fault.After + fault.Times))
            {
                effect = fault.Effect;
            }
        }

        return effect;
    }
}

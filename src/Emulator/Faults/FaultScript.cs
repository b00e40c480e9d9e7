namespace Levelset.Emulator.Faults;

/// <summary>Scripted faults: for each call, the first that matches and is due. Not for use by two threads at once.</summary>
internal sealed class FaultScript(IEnumerable<Fault> faults)
{
    private readonly List<(Fault Fault, int[] Calls)> entries = [.. faults.Select(fault => (fault, new int[1]))];

    /// <summary>What goes wrong with this call; null when nothing does.</summary>
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

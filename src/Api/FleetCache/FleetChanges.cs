using Levelset.Api.Data;

namespace Levelset.Api.FleetCache;

/// <summary>What the log told while the fleet was being read.</summary>
internal sealed class FleetChanges
{
    private readonly List<EventRow> changes = [];

    /// <summary>Notes one.</summary>
    public void Add(EventRow change)
    {
        if (change.Kind is EventKind.Host or EventKind.Pool)
        {
            changes.Add(change);
        }
    }

    /// <summary>Says of a fleet what has changed after the position at which it was read.</summary>
    public void MarkIn(Fleet fleet, long at)
    {
        foreach (var change in changes.Where(change => change.Position > at))
        {
            fleet.Mark(change);
        }
    }
}

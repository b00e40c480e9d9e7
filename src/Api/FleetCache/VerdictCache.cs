using System.Collections.Concurrent;
using Levelset.Api.LiveMigration;
using Levelset.Core.Compatibility;

namespace Levelset.Api.FleetCache;

/// <summary>
/// Verdicts that have been found already, by everything that decides it but what fingerprints and pools stand for: it serves as long as
/// no baseline changes.
/// </summary>
internal sealed class VerdictCache
{
    // Waivers are the callers' own, so that there is no end of kinds.
    private const int Max = 10_000;

    private readonly ConcurrentDictionary<Key, Entry> verdicts = new();

    /// <summary>Partitions of one kind, hosts of one kind that are all silent or all not, and one question.</summary>
    internal readonly record struct Key(PartitionKind Partition, HostKind Host, bool IsSilent, MigrationOptions Options);

    /// <summary>A verdict and its message, which says nothing of names and clocks and is never changed.</summary>
    internal sealed record Entry(Verdict Verdict, V1.Verdict Wire);

    /// <summary>Checks what was not checked yet.</summary>
    public Entry GetOrAdd<TState>(Key key, Func<TState, Entry> find, TState state)
    {
        if (verdicts.TryGetValue(key, out var found))
        {
            return found;
        }

        if (verdicts.Count >= Max)
        {
            verdicts.Clear();
        }

        return verdicts.GetOrAdd(key, find(state));
    }
}

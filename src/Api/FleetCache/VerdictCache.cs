using System.Collections.Concurrent;
using Levelset.Api.LiveMigration;
using Levelset.Core.Compatibility;

namespace Levelset.Api.FleetCache;

/// <summary>
/// What has been judged already, by everything that decides it but what fingerprints and pools stand for: it serves as long as
/// no baseline changes.
/// </summary>
internal sealed class VerdictCache
{
    // Waivers are the callers' own, so that there is no end of kinds.
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<Key, Judged> judged = new();

    /// <summary>Partitions of one kind, hosts of one kind that are all silent or all not, and one question.</summary>
    internal readonly record struct Key(PartitionKind Partition, HostKind Host, bool IsSilent, MigrationOptions Options);

    /// <summary>A verdict and its message, which says nothing of names and clocks and is never changed.</summary>
    internal sealed record Judged(Verdict Verdict, V1.Verdict Wire);

    /// <summary>Judges what was not judged yet.</summary>
    public Judged GetOrAdd<TState>(Key key, Func<TState, Judged> judge, TState state)
    {
        if (judged.TryGetValue(key, out var found))
        {
            return found;
        }

        if (judged.Count >= Most)
        {
            judged.Clear();
        }

        return judged.GetOrAdd(key, judge(state));
    }
}

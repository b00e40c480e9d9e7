using System.Collections.Immutable;
using Levelset.Api.Data;
using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Api.FleetCache;

/// <summary>
/// Every host in memory, with what its fingerprint stands for and its pool gives: as the database held them at one position of the
/// log, once nothing that changed since is left to read. Guarded by the view that holds it.
/// </summary>
internal sealed class Fleet
{
    private readonly SortedHosts hosts = new();
    private readonly Dictionary<(string Pool, string Fingerprint), SortedHosts> ready = [];

    // What the log has told of since it was read, and where.
    private readonly Dictionary<string, long> staleHosts = [];
    private readonly Dictionary<string, long> stalePools = [];
    private long validFrom;

    private readonly Shared<HostKind> kinds;

    public Fleet(FleetRead read, Shared<HostKind> kinds)
    {
        this.kinds = kinds;
        validFrom = read.At;
        Add(read);
    }

    /// <summary>What fingerprints stand for.</summary>
    public ImmutableDictionary<string, CpuCapabilities> Offers { get; private set; } = ImmutableDictionary.Create<string, CpuCapabilities>(StringComparer.Ordinal);

    /// <summary>What pools give; a pool without a baseline is not in it.</summary>
    public ImmutableDictionary<string, CpuCapabilities?> Baselines { get; private set; } = ImmutableDictionary.Create<string, CpuCapabilities?>(StringComparer.Ordinal);

    /// <summary>How many hosts there are.</summary>
    public int Count => hosts.Count;

    /// <summary>The pools and fingerprints that some ready member has.</summary>
    public IReadOnlyCollection<(string Pool, string Fingerprint)> Classes => ready.Keys;

    /// <summary>Whether all of it is as it was at a position.</summary>
    public bool IsAt(long position) => !IsStale && position >= validFrom;

    /// <summary>Whether some of it is to be read again.</summary>
    public bool IsStale => staleHosts.Count + stalePools.Count > 0;

    /// <summary>The hosts that are to be read again.</summary>
    public string[] StaleHosts => [.. staleHosts.Keys];

    /// <summary>The pools that are to be read again.</summary>
    public string[] StalePools => [.. stalePools.Keys];

    /// <summary>All hosts after an id.</summary>
    public IEnumerable<HostSnapshot> After(string id) => hosts.After(id);

    /// <summary>The ready members of a pool and a fingerprint, after an id.</summary>
    public IEnumerable<HostSnapshot> Ready(string pool, string fingerprint, string id) =>
        ready.TryGetValue((pool, fingerprint), out var members) ? members.After(id) : [];

    /// <summary>Notes what an entry of the log is about; of partitions nothing is kept here.</summary>
    public void Mark(EventRow change)
    {
        if (change.Kind == EventKind.Host)
        {
            staleHosts[change.ResourceId] = change.Position;
        }
        else if (change.Kind == EventKind.Pool)
        {
            stalePools[change.ResourceId] = change.Position;
        }
    }

    /// <summary>Takes what was read again. What changed after that read stays to be read.</summary>
    public void Refresh(FleetRead read, IEnumerable<string> askedHosts, IEnumerable<string> askedPools)
    {
        validFrom = Math.Max(validFrom, read.At);
        foreach (var id in askedHosts)
        {
            Remove(id);
            RemoveRead(staleHosts, id, read.At);
        }

        foreach (var pool in askedPools)
        {
            Baselines = Baselines.Remove(pool);
            RemoveRead(stalePools, pool, read.At);
        }

        Add(read);
    }

    private void Add(FleetRead read)
    {
        foreach (var snapshot in read.Hosts)
        {
            // A hundred thousand hosts are of a few kinds.
            var host = snapshot with { Kind = kinds.Of(snapshot.Kind) };
            hosts.Add(host);
            if (ClassOf(host) is { } key)
            {
                if (!ready.TryGetValue(key, out var members))
                {
                    ready.Add(key, members = new SortedHosts());
                }

                members.Add(host);
            }
        }

        Offers = Offers.SetItems(read.Offers);
        Baselines = Baselines.SetItems(read.Baselines);
    }

    private void Remove(string id)
    {
        if (hosts.Remove(id) is { } host && ClassOf(host) is { } key)
        {
            var members = ready[key];
            members.Remove(id);
            if (members.Count == 0)
            {
                ready.Remove(key);
            }
        }
    }

    private static (string Pool, string Fingerprint)? ClassOf(HostSnapshot host) =>
        host is { PoolId: { } pool, Fingerprint: { } fingerprint, MembershipState: MembershipState.Ready } ? (pool, fingerprint) : null;

    private static void RemoveRead(Dictionary<string, long> stale, string id, long at)
    {
        if (stale.TryGetValue(id, out var changed) && changed <= at)
        {
            stale.Remove(id);
        }
    }
}

using Levelset.Api.Data;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore;
using CoreMask = Levelset.Core.Partitions.DisableMask;
using CoreProperties = Levelset.Core.Features.CompatibilityProperties;
using MembershipState = Levelset.Core.Baselines.MembershipState;

namespace Levelset.Api.Tests.Support;

/// <summary>Rows put straight into the database: more hosts and partitions than a test can have agents for.</summary>
internal static class StoredFleet
{
    public static async Task StoreAsync(this ServiceTest test, IEnumerable<StoredHost> hosts)
    {
        await using var db = Open(test);
        var sets = await db.SupportedSets.Select(set => set.Fingerprint).ToHashSetAsync(ServiceTest.Cancel);
        foreach (var host in hosts)
        {
            var fingerprint = host.Offers is { } offers ? Fingerprint.Of(new CpuCapabilities(offers.Vendor, offers.Set, CoreProperties.None)).Value : null;
            if (fingerprint is not null && sets.Add(fingerprint))
            {
                db.SupportedSets.Add(new SupportedSet
                {
                    Fingerprint = fingerprint,
                    Vendor = host.Offers!.Vendor,
                    Features = host.Offers.Set,
                    Properties = new StoredProperties(),
                });
            }

            db.Hosts.Add(ToRow(host, fingerprint));
            db.Sessions.Add(new AgentSessionRow { HostId = host.Id });
        }

        await db.SaveChangesAsync(ServiceTest.Cancel);
    }

    /// <summary>Partitions of one pool and set that no agent holds; returns their names in the order in which they are listed.</summary>
    /// <param name="test">Whose database.</param>
    /// <param name="host">The {host} where they are.</param>
    /// <param name="ids">The {partition} of each.</param>
    /// <param name="offers">F(P).</param>
    /// <param name="state">Where they stand.</param>
    public static async Task<IReadOnlyList<string>> StoreAsync(
        this ServiceTest test,
        string host,
        IReadOnlyCollection<string> ids,
        FeatureWords offers,
        PartitionState state = PartitionState.Active)
    {
        await using var db = Open(test);
        db.Partitions.AddRange(ids.Select(id => new PartitionRow
        {
            Id = id,
            PoolId = "p",
            HostId = host,
            Generation = 1,
            Requested = offers.Set,
            Features = state == PartitionState.Creating ? null : offers.Set,
            Mask = CoreMask.For(offers.Set, offers.Set, Catalogue.X86_64, ReservedBits.HypervisorDefault),
            Excluded = Core.Features.FeatureSet.Empty(offers.Set.Architecture),
            Properties = new StoredProperties(),
            State = state,
            CreateTime = test.Time.GetUtcNow(),
        }));
        await db.SaveChangesAsync(ServiceTest.Cancel);
        return [.. ids.Order(StringComparer.Ordinal).Select(id => $"partitions/{id}")];
    }

    private static HostRow ToRow(StoredHost host, string? fingerprint) => new()
    {
        Id = host.Id,
        Fingerprint = fingerprint,
        Simulated = host.Offers?.Simulated ?? false,
        MembershipState = fingerprint is null ? MembershipState.Pending : MembershipState.Ready,
        ProcessorClockFrequency = host.Clock,
        UnreportedWords = host.UnreportedWords,
        Labels = host.Rack is { } rack ? [new HostLabel { HostId = host.Id, Key = "rack", Value = rack }] : [],
    };

    private static LevelsetDbContext Open(ServiceTest test) =>
        new(new DbContextOptionsBuilder<LevelsetDbContext>().UseNpgsql(test.Database.ConnectionString).Options);
}

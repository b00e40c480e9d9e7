using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Partitions;

/// <summary>Where a partition can be and what it is created with there.</summary>
internal sealed class PartitionPlacement(IDbContextFactory<LevelsetDbContext> contexts, HostMapping hosts)
{
    /// <summary>The arguments for a new partition of a pool's baseline on a member.</summary>
    public async Task<V1.CreationArguments> ArgumentsForPoolAsync(
        string hostId,
        string poolId,
        bool nested,
        IReadOnlyList<string> excluded,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var host = await FindHostAsync(db, hostId, cancellationToken);
        var pool = await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == poolId, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, ResourceName.Pool(poolId));
        var baseline = await RequireBaselineAsync(db, pool, cancellationToken);
        RequireMember(host, pool);
        RequireReady(host);
        var (wanted, _) = Ask(baseline.Features, nested, excluded);
        return Arguments(wanted, host, pool.ReservedBits, baseline.Properties.ToValue()).ToWire();
    }

    /// <summary>The baseline in force.</summary>
    /// <exception cref="ServiceException">There is none: a mask without a baseline is never produced.</exception>
    public static async Task<BaselineRow> RequireBaselineAsync(
        LevelsetDbContext db,
        PoolRow pool,
        CancellationToken cancellationToken)
    {
        var name = ResourceName.Pool(pool.Id);
        return await PoolLeveling.CurrentAsync(db, pool, cancellationToken) ?? throw ApiErrors.Precondition(
            Reasons.NoBaseline,
            $"{name} has no baseline: no host contributes; add a host that reports",
            new Precondition(Reasons.NoBaseline, name, "add a host that reports"));
    }

    /// <summary>What a partition gets of a baseline, checked.</summary>
    /// <exception cref="ServiceException">The request asks for what the baseline cannot give.</exception>
    public static (FeatureSet Wanted, FeatureSet Excluded) Ask(FeatureSet baseline, bool nested, IReadOnlyList<string> excluded)
    {
        var catalogue = Catalogue.For(baseline.Architecture);
        var errors = new ValidationErrors();
        var without = FeatureNames.ParseExcluded(excluded, baseline.Architecture, "excluded_features", errors);
        errors.ThrowIfAny();
        var wanted = CreationArguments.FeaturesFor(baseline, new PartitionRequest(nested, without), catalogue).Features;
        var lacking = catalogue.MustStayEnabled;
        if (nested && catalogue.NestedVirtualization is { } bit)
        {
            lacking = lacking.Union(FeatureSet.Of(baseline.Architecture, [bit]));
        }

        lacking = lacking.Except(wanted);
        return lacking.IsEmpty
            ? (wanted, without)
            : throw ApiErrors.Precondition(
                Reasons.FeaturesMissing,
                $"{string.Join(", ", catalogue.NamesOf(lacking))} {Plural.Word(lacking.Count, "is", "are")} not in the baseline",
                lacking.Bits().Select(b => new Precondition(Reasons.FeaturesMissing, catalogue.NameOf(b), "is not in the baseline")));
    }

    /// <summary>The arguments on a host that can give the set.</summary>
    /// <exception cref="ServiceException">The host lacks some of it.</exception>
    public static CreationArguments Arguments(
        FeatureSet wanted,
        HostRow host,
        ReservedBits reservedBits,
        CompatibilityProperties properties)
    {
        var catalogue = Catalogue.For(wanted.Architecture);
        var supported = host.Supported!.Features;
        var missing = CreationArguments.Missing(wanted, supported);
        return missing.IsEmpty
            ? CreationArguments.For(wanted, supported, catalogue, reservedBits)
                .WithProperties(properties, host.Supported.Properties.ToValue())
            : throw ApiErrors.Precondition(
                Reasons.FeaturesMissing,
                $"{ResourceName.Host(host.Id)} does not offer {string.Join(", ", missing.Select(catalogue.NameOf))}",
                missing.Select(bit => new Precondition(
                    Reasons.FeaturesMissing,
                    ResourceName.Host(host.Id),
                    $"does not offer {catalogue.NameOf(bit)} ({bit})")));
    }

    /// <summary>The host that is to get a new partition: the named one, or the ready member with the fewest.</summary>
    public async Task<HostRow> ChooseAsync(LevelsetDbContext db, PoolRow pool, string? named, CancellationToken cancellationToken)
    {
        if (named is not null)
        {
            var host = await FindHostAsync(db, named, cancellationToken);
            RequireMember(host, pool);
            RequireReady(host);
            return host;
        }

        return await db.Hosts.AsNoTracking()
            .Include(host => host.Supported)
            .Include(host => host.Session)
            .Where(host => host.PoolId == pool.Id
                && host.MembershipState == MembershipState.Ready
                && !host.Cordoned
                && !host.Session!.Silent
                && host.Session.ReplicaId != null)
            .OrderBy(host => db.Partitions.Count(partition => partition.HostId == host.Id))
            .ThenBy(host => host.Id)
            .FirstOrDefaultAsync(cancellationToken)
            ?? throw ApiErrors.Precondition(
                Reasons.NoReadyHost,
                $"{ResourceName.Pool(pool.Id)} has no member that is ready, connected and not cordoned",
                new Precondition(Reasons.NoReadyHost, ResourceName.Pool(pool.Id), "start an agent, or uncordon a host"));
    }

    /// <summary>The host, with what it offers and when it was last seen.</summary>
    public static async Task<HostRow> FindHostAsync(LevelsetDbContext db, string id, CancellationToken cancellationToken) =>
        await db.Hosts.AsNoTracking()
            .Include(host => host.Supported)
            .Include(host => host.Session)
            .SingleOrDefaultAsync(host => host.Id == id, cancellationToken)
        ?? throw ApiErrors.NotFound(Reasons.HostNotFound, ResourceName.Host(id));

    private void RequireReady(HostRow host)
    {
        var (state, reason) = hosts.StateOf(host);
        if (state != V1.Host.Types.State.Ready)
        {
            throw NotReady(host, reason);
        }

        if (host.Cordoned)
        {
            throw NotReady(host, "it is cordoned");
        }
    }

    private static ServiceException NotReady(HostRow host, string reason) =>
        ApiErrors.Precondition(
            Reasons.HostNotReady,
            $"{ResourceName.Host(host.Id)} is not ready: {reason}",
            new Precondition("HOST_NOT_READY", ResourceName.Host(host.Id), reason));

    private static void RequireMember(HostRow host, PoolRow pool)
    {
        if (host.PoolId != pool.Id)
        {
            throw ApiErrors.Precondition(
                Reasons.HostNotMember,
                $"{ResourceName.Host(host.Id)} is not a member of {ResourceName.Pool(pool.Id)}",
                new Precondition(Reasons.HostNotMember, ResourceName.Host(host.Id), $"add it to {ResourceName.Pool(pool.Id)} first"));
        }
    }
}

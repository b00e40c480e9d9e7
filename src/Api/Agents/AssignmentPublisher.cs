using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Api.Sessions;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Agents;

/// <summary>
/// Tells connected agents what their pool gives, after every change that may concern them. One round at a time: what is sent
/// last has been read last. What could not be read is told in the next round.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A round that outlives a slow stop still leaves the semaphore, which holds no handle of the system.")]
internal sealed class AssignmentPublisher(
    IDbContextFactory<LevelsetDbContext> contexts,
    AgentSessions sessions,
    HostMapping mapping,
    ILogger<AssignmentPublisher> logger)
{
    private readonly SemaphoreSlim round = new(1);
    private readonly Lock gate = new();
    private readonly HashSet<string> pools = [];
    private readonly HashSet<string> hosts = [];

    /// <summary>
    /// Publishes to the connected members of pools, and to hosts, where it is news. What was not published, because it was cancelled
    /// or could not be read, is published with the next round.
    /// </summary>
    public async Task PublishAsync(IReadOnlyList<string> poolIds, IReadOnlyList<string> hostIds, CancellationToken cancellationToken)
    {
        Note(poolIds, hostIds);
        var turn = round.WaitAsync(cancellationToken);
        if (!turn.IsCompleted)
        {
            AgentLog.RoundWaits(logger);
        }

        await turn;
        try
        {
            await RunRoundAsync(cancellationToken);
        }
        finally
        {
            round.Release();
        }
    }

    private async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        var (poolIds, hostIds) = TakeNoted();
        try
        {
            await SendAsync(poolIds, hostIds, cancellationToken);
        }
        catch
        {
            Note(poolIds, hostIds);
            throw;
        }
    }

    private void Note(IReadOnlyList<string> poolIds, IReadOnlyList<string> hostIds)
    {
        lock (gate)
        {
            pools.UnionWith(poolIds);
            hosts.UnionWith(hostIds);
        }
    }

    private (string[] Pools, string[] Hosts) TakeNoted()
    {
        lock (gate)
        {
            var noted = (pools.ToArray(), hosts.ToArray());
            pools.Clear();
            hosts.Clear();
            return noted;
        }
    }

    private async Task SendAsync(string[] poolIds, string[] hostIds, CancellationToken cancellationToken)
    {
        var connected = sessions.Connected;
        if (connected.Count == 0 || poolIds.Length + hostIds.Length == 0)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var concerned = await db.Hosts.AsNoTracking()
            .Include(host => host.Supported)
            .Include(host => host.Session)
            .Include(host => host.Pool)
            .Where(host => connected.Contains(host.Id) && (poolIds.Contains(host.PoolId) || hostIds.Contains(host.Id)))
            .OrderBy(host => host.Id)
            .ToListAsync(cancellationToken);
        var baselines = new Dictionary<string, BaselineRow?>();
        foreach (var host in concerned)
        {
            sessions.SendIfNew(host.Id, await AssignmentAsync(db, host, baselines, cancellationToken));
        }
    }

    private async Task<V1.ServiceMessage> AssignmentAsync(
        LevelsetDbContext db,
        HostRow host,
        Dictionary<string, BaselineRow?> baselines,
        CancellationToken cancellationToken)
    {
        var (state, reason) = mapping.StateOf(host);
        var assignment = new V1.Assignment { HostState = state, StateReason = reason };
        if (host.Pool is { } pool)
        {
            if (!baselines.TryGetValue(pool.Id, out var baseline))
            {
                baselines[pool.Id] = baseline = await PoolLeveling.CurrentAsync(db, pool, cancellationToken);
            }

            assignment.Pool = ResourceName.Pool(pool.Id);
            assignment.ReservedBits = pool.ReservedBits.ToWire();
            Fill(assignment, host, pool.ReservedBits, baseline);
        }

        return new V1.ServiceMessage { MessageId = $"assignment/{Guid.CreateVersion7()}", Assignment = assignment };
    }

    private static void Fill(V1.Assignment assignment, HostRow host, ReservedBits reservedBits, BaselineRow? baseline)
    {
        // A host that cannot give the baseline, or is kept from contributing, gets none to create from.
        if (baseline is null
            || host.Supported is not { } supported
            || host.MembershipState != MembershipState.Ready
            || !baseline.Features.IsSubsetOf(supported.Features))
        {
            return;
        }

        var catalogue = Catalogue.For(baseline.Features.Architecture);
        assignment.Generation = (ulong)baseline.Generation;
        assignment.Baseline = baseline.Features.ToWire();
        var arguments = CreationArguments.For(baseline.Features, supported.Features, catalogue, reservedBits)
            .WithProperties(baseline.Properties.ToValue(), supported.Properties.ToValue());
        assignment.DisableMask = arguments.DisableMask.ToWire();
        assignment.Properties = baseline.Properties.ToValue().ToWire();
        assignment.EarlyProperties.AddRange(arguments.EarlyProperties.Select(property => property.ToWire()));
    }
}

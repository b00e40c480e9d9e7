using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Hosts;
using Levelset.Api.Mapping;
using Levelset.Api.Sessions;
using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Agents;

/// <summary>
/// Agents introduce themselves: their hosts come into being, and what they hold is compared with what is recorded. Those that come
/// together are recorded together.
/// </summary>
internal sealed class AgentHello(
    Transactions transactions,
    AgentPresence presence,
    ActivityLog activities,
    IHostApplicationLifetime lifetime,
    ILogger<AgentHello> logger) : GroupCommit<ReceivedHello, HelloAnswer>(transactions, lifetime, logger)
{
    /// <summary>The protocol version that this service speaks.</summary>
    public const uint ProtocolVersion = 1;

    /// <summary>Checks a Hello; every fault is named.</summary>
    public static void Check(V1.Hello hello)
    {
        var errors = new ValidationErrors();
        if (!ResourceName.IsHostId(hello.HostId))
        {
            errors.Add("hello.host_id", Reasons.NameInvalid, $"'{hello.HostId}' is not {ResourceName.HostIdRule}");
        }

        PlainText.Check(hello.DisplayName, PlainText.DisplayNameLength, "hello.display_name", errors);
        PlainText.Check(hello.ResumeToken, PlainText.DisplayNameLength, "hello.resume_token", errors);

        for (var i = 0; i < hello.Partitions.Count; i++)
        {
            NameReader.ReadPartition(hello.Partitions[i], $"hello.partitions[{i}]", errors);
        }

        HostReport.CheckPlatform(hello.Platform, "hello.platform", errors);
        errors.ThrowIfAny();
        if (hello.ProtocolVersion != ProtocolVersion)
        {
            throw ApiErrors.Precondition(
                Reasons.ProtocolVersion,
                $"protocol version {hello.ProtocolVersion} is not supported; expected {ProtocolVersion}",
                new Precondition(Reasons.ProtocolVersion, ResourceName.Host(hello.HostId), $"use version {ProtocolVersion}"));
        }
    }

    /// <summary>Records the host, and compares what its agent holds with the record.</summary>
    /// <param name="hello">The Hello. A host has one at a time.</param>
    /// <param name="cancellationToken">Withdraws it while it waits.</param>
    public Task<HelloAnswer> RecordAsync(ReceivedHello hello, CancellationToken cancellationToken) =>
        StoreAsync(hello, hello.HostId, cancellationToken);

    /// <inheritdoc/>
    protected override async Task StoreAsync(
        LevelsetDbContext db,
        IReadOnlyList<Pending<ReceivedHello, HelloAnswer>> batch,
        CancellationToken cancellationToken)
    {
        var hosts = await db.LockHostsAndSessionsAsync([.. batch.Select(pending => pending.Item.HostId)], cancellationToken);
        await RefuseAsync(db, batch, hosts, cancellationToken);
        var accepted = batch.Where(pending => !pending.IsRefused).ToList();
        if (accepted.Count == 0)
        {
            return;
        }

        await WriteHostsAsync(db, accepted.ConvertAll(pending => pending.Item.Hello), hosts, cancellationToken);
        foreach (var hostId in accepted.Select(pending => pending.Item.HostId))
        {
            if (hosts.TryGetValue(hostId, out var host) && host.Session is { Silent: true })
            {
                activities.By(ResourceName.Host(hostId), db)
                    .Add(ActivityKind.HostHeardAgain, new ActivitySubject(host.PoolId, hostId), AgentPresence.HeardAgain);
            }
        }

        await ReconcileAsync(db, accepted, hosts, cancellationToken);
        await ActivityLog.WriteAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await presence.ConnectAsync(db, accepted.ConvertAll(pending => pending.Item.Session), cancellationToken);
    }

    private async Task RefuseAsync(
        LevelsetDbContext db,
        IReadOnlyList<Pending<ReceivedHello, HelloAnswer>> batch,
        Dictionary<string, HostRow> hosts,
        CancellationToken cancellationToken)
    {
        var other = batch.Select(pending => pending.Item.Hello)
            .Where(hello => hosts.TryGetValue(hello.HostId, out var host) && host.Simulated != hello.Simulated)
            .Select(hello => hello.HostId)
            .ToArray();
        var withPartitions = other.Length == 0
            ? []
            : await db.Partitions.Where(row => other.Contains(row.HostId)).Select(row => row.HostId).Distinct().ToListAsync(cancellationToken);
        foreach (var pending in batch)
        {
            if (!hosts.TryGetValue(pending.Item.HostId, out var host))
            {
                continue;
            }

            var hello = pending.Item.Hello;
            if (host.Simulated != hello.Simulated && (host.PoolId is not null || withPartitions.Contains(host.Id)))
            {
                pending.Refuse(OtherKind(host, hello));
            }
            else if (!presence.IsFree(host.Session, pending.Item.Session, hello.ResumeToken))
            {
                pending.Refuse(AgentStreamErrors.HostIdInUse(host.Id));
            }
        }
    }

    private static ServiceException OtherKind(HostRow host, V1.Hello hello)
    {
        var name = ResourceName.Host(host.Id);
        return ApiErrors.Precondition(
            Reasons.SimulationDiffers,
            $"{name} is {Kind(host.Simulated)} and has a pool or partitions; use another host id for a {Kind(hello.Simulated)} host",
            new Precondition(Reasons.SimulationDiffers, name, $"expected {Kind(host.Simulated)}, got {Kind(hello.Simulated)}"));
    }

    // A host that says what it said before is left as it is, so that nobody who watches it hears of it.
    private static async Task WriteHostsAsync(
        LevelsetDbContext db,
        List<V1.Hello> hellos,
        Dictionary<string, HostRow> hosts,
        CancellationToken cancellationToken)
    {
        var added = new List<HostRow>();
        var changed = new List<HostRow>();
        foreach (var hello in hellos)
        {
            if (!hosts.TryGetValue(hello.HostId, out var host))
            {
                added.Add(new HostRow
                {
                    Id = hello.HostId,
                    MembershipState = MembershipState.Pending,
                    Simulated = hello.Simulated,
                    DisplayName = hello.DisplayName,
                    Platform = HostReport.ReadPlatform(hello.Platform),
                });
                continue;
            }

            var before = (host.Simulated, host.DisplayName, HostMapping.ToWire(host.Platform));
            host.Simulated = hello.Simulated;
            host.DisplayName = host.DisplayName.Length > 0 ? host.DisplayName : hello.DisplayName;
            host.Platform = HostReport.ReadPlatform(hello.Platform);
            if (!before.Equals((host.Simulated, host.DisplayName, HostMapping.ToWire(host.Platform))))
            {
                changed.Add(host);
            }
        }

        await db.AddHostsAsync(added, cancellationToken);
        await db.WriteHellosAsync(changed, cancellationToken);
    }

    private async Task ReconcileAsync(
        LevelsetDbContext db,
        List<Pending<ReceivedHello, HelloAnswer>> accepted,
        Dictionary<string, HostRow> hosts,
        CancellationToken cancellationToken)
    {
        var held = accepted.ToDictionary(pending => pending.Item.HostId, pending => pending.Item.Hello.Partitions
            .Select(name => NameReader.ReadPartition(name, "", new ValidationErrors()))
            .ToHashSet());
        var buried = await db.SettleTombstonesAsync(held, cancellationToken);
        var ids = held.Keys.ToArray();
        var all = held.Values.SelectMany(one => one).ToArray();
        var rows = await db.Partitions
            .Where(row => (ids.Contains(row.HostId) && row.HeldByAgent) || all.Contains(row.Id))
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
        var byHost = rows.Where(row => row.HeldByAgent).ToLookup(row => row.HostId);
        var byId = rows.ToDictionary(row => row.Id);
        foreach (var pending in accepted)
        {
            var hostId = pending.Item.HostId;
            var here = held[hostId];
            var recorded = byHost[hostId].Concat(here.Select(byId.GetValueOrDefault).OfType<PartitionRow>())
                .DistinctBy(row => row.Id)
                .OrderBy(row => row.Id, StringComparer.Ordinal)
                .ToList();
            var commands = Reconcile(hostId, here, recorded, activities.By(ResourceName.Host(hostId), db));
            var unrecorded = here.Except(recorded.Select(row => row.Id)).Order(StringComparer.Ordinal).ToLookup(id => buried.Contains((hostId, id)));
            commands.AddRange(unrecorded[true].Select(PartitionMapping.DeleteCommand));
            pending.Answer(new HelloAnswer(
                hosts.GetValueOrDefault(hostId)?.PoolId,
                commands,
                [.. unrecorded[false].Select(PartitionMapping.ReportCommand)]));
        }
    }

    private static List<V1.ServiceMessage> Reconcile(string hostId, HashSet<string> held, List<PartitionRow> recorded, ActivityWriter record)
    {
        var commands = new List<V1.ServiceMessage>();
        foreach (var row in recorded)
        {
            var isHere = row.HostId == hostId && row.HeldByAgent;
            switch (row.State)
            {
                case PartitionState.Creating when isHere:
                    commands.Add(PartitionMapping.CreateCommand(row));
                    break;
                case PartitionState.Deleting when isHere:
                case var _ when !isHere:
                    // Being deleted, or moved away: the descriptor here is to be closed.
                    commands.Add(PartitionMapping.DeleteCommand(row.Id));
                    break;
                case PartitionState.Active when !held.Contains(row.Id):
                    row.State = PartitionState.Lost;
                    record.Add(
                        ActivityKind.PartitionLost,
                        new ActivitySubject(row.PoolId, row.HostId, row.Id),
                        $"lost: the agent of {ResourceName.Host(row.HostId)} reconnected without it");
                    break;
                case PartitionState.Lost when held.Contains(row.Id):
                    row.State = PartitionState.Active;
                    record.Add(
                        ActivityKind.PartitionFound,
                        new ActivitySubject(row.PoolId, row.HostId, row.Id),
                        $"recovered: the agent of {ResourceName.Host(row.HostId)} reconnected with it");
                    break;
                default:
                    break;
            }
        }

        return commands;
    }

    private static string Kind(bool simulated) => simulated ? "simulated" : "real";
}

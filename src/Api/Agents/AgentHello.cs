using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Hosts;
using Levelset.Api.Mapping;
using Levelset.Api.Sessions;
using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Agents;

/// <summary>An agent introduces itself: its host comes into being, and what it holds is compared with what is recorded.</summary>
internal sealed class AgentHello(
    Transactions transactions,
    AgentPresence presence,
    ActivityLog activities)
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
    public Task<HelloAnswer> RecordAsync(
        V1.Hello hello,
        AgentSession session,
        CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async (db, token) =>
            {
                var record = activities.By(ResourceName.Host(hello.HostId), db);
                await UpsertAsync(db, hello, session, record, token);
                var answer = await ReconcileAsync(db, hello, record, token);
                await db.SaveChangesAsync(token);
                await presence.ConnectAsync(db, session, token);
                return answer;
            },
            cancellationToken);

    private async Task UpsertAsync(
        LevelsetDbContext db,
        V1.Hello hello,
        AgentSession session,
        ActivityWriter record,
        CancellationToken cancellationToken)
    {
        var host = (await db.LockHostsAsync([hello.HostId], cancellationToken)).SingleOrDefault();
        if (host is null)
        {
            host = new HostRow { Id = hello.HostId, MembershipState = MembershipState.Pending, Simulated = hello.Simulated };
            db.Hosts.Add(host);
        }

        await RequireSameKindAsync(db, host, hello, cancellationToken);
        host.Simulated = hello.Simulated;
        host.DisplayName = host.DisplayName.Length > 0 ? host.DisplayName : hello.DisplayName;
        host.Platform = HostReport.ReadPlatform(hello.Platform);
        var before = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.HostId == hello.HostId, cancellationToken);
        presence.RequireFree(before, session, hello.ResumeToken);
        if (before is { Silent: true })
        {
            record.Add(ActivityKind.HostHeardAgain, new ActivitySubject(host.PoolId, host.Id), AgentPresence.HeardAgain);
        }
    }

    private static async Task RequireSameKindAsync(
        LevelsetDbContext db,
        HostRow host,
        V1.Hello hello,
        CancellationToken cancellationToken)
    {
        var isBound = host.PoolId is not null || await db.Partitions.AnyAsync(row => row.HostId == host.Id, cancellationToken);
        if (isBound && host.Simulated != hello.Simulated)
        {
            var name = ResourceName.Host(host.Id);
            throw ApiErrors.Precondition(
                Reasons.SimulationDiffers,
                $"{name} is {Kind(host.Simulated)} and has a pool or partitions; use another host id for a {Kind(hello.Simulated)} host",
                new Precondition(Reasons.SimulationDiffers, name, $"expected {Kind(host.Simulated)}, got {Kind(hello.Simulated)}"));
        }
    }

    private static async Task<HelloAnswer> ReconcileAsync(
        LevelsetDbContext db,
        V1.Hello hello,
        ActivityWriter record,
        CancellationToken cancellationToken)
    {
        var held = hello.Partitions.Select(name => NameReader.ReadPartition(name, "", new ValidationErrors())).ToHashSet();
        var buried = await db.SettleTombstonesAsync(hello.HostId, held, cancellationToken);
        var recorded = await db.Partitions
            .Where(row => (row.HostId == hello.HostId && row.HeldByAgent) || held.Contains(row.Id))
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
        var commands = new List<V1.ServiceMessage>();
        foreach (var row in recorded)
        {
            var isHere = row.HostId == hello.HostId && row.HeldByAgent;
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

        var unrecorded = held.Except(recorded.Select(row => row.Id)).Order(StringComparer.Ordinal).ToLookup(buried.Contains);
        commands.AddRange(unrecorded[true].Select(PartitionMapping.DeleteCommand));
        return new HelloAnswer(commands, [.. unrecorded[false].Select(PartitionMapping.ReportCommand)]);
    }

    private static string Kind(bool simulated) => simulated ? "simulated" : "real";
}

using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Api.Partitions;
using Levelset.Api.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Agents;

/// <summary>
/// Passes on to the agents and callers of this process what the log of changes says, whichever process changed it: assignments,
/// commands and answers. Nothing else does, but for an agent that connects.
/// </summary>
internal sealed class AgentNotifier(
    IDbContextFactory<LevelsetDbContext> contexts,
    AssignmentPublisher assignments,
    AgentSessions sessions,
    PartitionCommands commands,
    ServiceOptions options,
    TimeProvider time,
    ILogger<AgentNotifier> logger) : RepeatedWork(time, logger), IChangeSubscriber
{
    private readonly Lock gate = new();
    private readonly WakeSignal wake = new();
    private readonly Dictionary<string, string> given = [];
    private List<EventRow> noted = [];
    private bool isAllNoted;

    /// <inheritdoc/>
    public void Start(long position)
    {
        lock (gate)
        {
            isAllNoted = true;
        }

        wake.Set();
    }

    /// <inheritdoc/>
    public void Note(IReadOnlyList<EventRow> rows)
    {
        lock (gate)
        {
            noted.AddRange(rows);
        }

        wake.Set();
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) =>
        wake.WaitAsync(options.EventPollInterval, Time, cancellationToken);

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var (isAll, rows) = TakeNoted();
        try
        {
            if (isAll)
            {
                await PassOnAllAsync(cancellationToken);
            }

            if (rows.Count > 0)
            {
                await PassOnAsync(rows, cancellationToken);
            }
        }
        catch (Exception exception) when (Transactions.IsOutage(exception))
        {
            lock (gate)
            {
                noted = [.. rows, .. noted];
                isAllNoted |= isAll;
            }

            throw;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It would fail again; what comes after it must not wait for ever.
            WatchLog.NotPassedOn(Logger, exception);
        }
    }

    private (bool IsAll, IReadOnlyList<EventRow> Rows) TakeNoted()
    {
        lock (gate)
        {
            var taken = (isAllNoted, noted);
            (isAllNoted, noted) = (false, []);
            return taken;
        }
    }

    // Agents that connected before the log was followed may have missed something.
    private async Task PassOnAllAsync(CancellationToken cancellationToken)
    {
        given.Clear();
        var connected = sessions.Connected;
        await assignments.PublishAsync([], connected, cancellationToken);
        await CommandAsync(row => connected.Contains(row.HostId), cancellationToken);
    }

    private async Task PassOnAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
    {
        await BreakReplacedAsync(rows, cancellationToken);
        await assignments.PublishAsync(ChangedPools(rows), Ids(rows, EventKind.Host), cancellationToken);
        await CommandAsync(rows, cancellationToken);
        foreach (var row in rows)
        {
            Answer(row);
        }
    }

    // The pools that give their members something else than before. Every report of a member changes its pool, and most change
    // nothing of that; what becomes of the member itself is a change of the host.
    private string[] ChangedPools(IReadOnlyList<EventRow> rows)
    {
        var last = rows.Where(row => row.Kind == EventKind.Pool).GroupBy(row => row.ResourceId).Select(pool => pool.Last()).ToList();
        var changed = new List<string>();
        foreach (var row in last)
        {
            var gives = RowReader.Text(row.Content, "current_generation", "reserved_bits");
            if (row.Removed)
            {
                given.Remove(row.ResourceId);
            }
            else if (given.GetValueOrDefault(row.ResourceId) != gives)
            {
                given[row.ResourceId] = gives;
                changed.Add(row.ResourceId);
            }
        }

        return [.. changed];
    }

    private static string[] Ids(IReadOnlyList<EventRow> rows, EventKind kind) =>
        [.. rows.Where(row => row.Kind == kind).Select(row => row.ResourceId).Distinct()];

    // An agent that has connected to another process: what its older stream still says here counts no more. Where no stream is
    // on record, another has replaced this one and has ended; the agent, which may not have left, is to say hello again.
    private async Task BreakReplacedAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
    {
        // Looked up before the database is: a stream that is recorded after this is newer than what the database is about to say.
        var recorded = sessions.Recorded(Ids(rows, EventKind.Session));
        if (recorded.Count == 0)
        {
            return;
        }

        var hosts = recorded.Select(session => session.HostId).ToArray();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var current = await db.Sessions.AsNoTracking()
            .Where(row => hosts.Contains(row.HostId))
            .ToDictionaryAsync(row => row.HostId, row => row.SessionId, cancellationToken);
        foreach (var session in recorded.Where(session => current.TryGetValue(session.HostId, out var counts) && counts != session.Id))
        {
            session.Break(AgentStreamErrors.Replaced(session.HostId));
        }
    }

    private async Task CommandAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
    {
        var partitions = rows.Where(row => row.Kind == EventKind.Partition).ToList();
        var left = partitions.Where(row => row.FormerOwnerId is { } former && sessions.IsConnected(former)).ToList();
        var here = partitions
            .Where(row => !row.Removed && row.OwnerId is { } host && sessions.IsConnected(host))
            .Select(row => row.ResourceId).ToArray();
        foreach (var row in left)
        {
            sessions.SendOnce(row.FormerOwnerId!, PartitionMapping.DeleteCommand(row.ResourceId));
        }

        if (here.Length > 0)
        {
            await CommandAsync(row => here.Contains(row.Id), cancellationToken);
        }
    }

    private async Task CommandAsync(
        System.Linq.Expressions.Expression<Func<PartitionRow, bool>> concerned,
        CancellationToken cancellationToken)
    {
        using var lookup = sessions.BeginLookup();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Partitions.AsNoTracking()
            .Where(concerned)
            .Where(row => row.HeldByAgent && (row.State == PartitionState.Creating || row.State == PartitionState.Deleting))
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
        foreach (var row in waiting)
        {
            sessions.SendOnce(
                row.HostId,
                row.State == PartitionState.Creating ? PartitionMapping.CreateCommand(row) : PartitionMapping.DeleteCommand(row.Id),
                lookup);
        }
    }

    private void Answer(EventRow row)
    {
        switch (row.Kind)
        {
            case EventKind.CommandFailure:
                commands.Answered(row.ResourceId, StoredFailure.Read(row.Content));
                break;
            case EventKind.Partition when row.Removed:
                commands.Answered($"create/{row.ResourceId}", null);
                commands.Answered($"delete/{row.ResourceId}", null);
                break;
            case EventKind.Partition when RowReader.Number(row.Content, "state") == (int)PartitionState.Active:
                commands.Answered($"create/{row.ResourceId}", null);
                break;
            default:
                break;
        }
    }
}

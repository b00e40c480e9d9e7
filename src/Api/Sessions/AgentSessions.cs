using System.Security.Cryptography;

namespace Levelset.Api.Sessions;

/// <summary>The agents that are connected to this process; one stream per host.</summary>
internal sealed class AgentSessions(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, AgentSession> byHost = [];
    private readonly HashSet<Guid> own = [];
    private readonly Dictionary<string, (DateTimeOffset Recorded, long At)> ended = [];
    private readonly List<AgentSession> unrecordedEnds = [];
    private readonly List<CommandLookup> lookups = [];
    private bool isDraining;

    /// <summary>The hosts whose agents are connected.</summary>
    public IReadOnlyList<string> Connected
    {
        get
        {
            lock (gate)
            {
                return [.. byHost.Keys];
            }
        }
    }

    /// <summary>Whether a host's agent is connected.</summary>
    public bool IsConnected(string hostId)
    {
        lock (gate)
        {
            return byHost.ContainsKey(hostId);
        }
    }

    /// <summary>
    /// Opens a host's session. The same agent, known by its resume token, takes over from its own older stream; null when
    /// another agent's stream holds the host id.
    /// </summary>
    public AgentSession? TryOpen(string hostId, string resumeToken)
    {
        lock (gate)
        {
            var predecessor = Task.CompletedTask;
            if (byHost.TryGetValue(hostId, out var open))
            {
                if (open.ResumeToken != resumeToken && !open.IsSilent)
                {
                    return null;
                }

                open.Break(AgentStreamErrors.Replaced(hostId));
                predecessor = open.Ended;
            }

            var token = resumeToken.Length > 0 ? resumeToken : RandomNumberGenerator.GetHexString(32, lowercase: true);
            var session = byHost[hostId] = new AgentSession(hostId, token, predecessor, time);
            own.Add(session.Id);
            if (isDraining)
            {
                session.Break(AgentStreamErrors.Stopping(hostId));
            }

            return session;
        }
    }

    /// <summary>The service stops: from now on every new stream is ended at once. Returns those that are open.</summary>
    public IReadOnlyList<AgentSession> Drain()
    {
        lock (gate)
        {
            isDraining = true;
            return [.. byHost.Values];
        }
    }

    /// <summary>Closes a session; one that has been replaced leaves its successor alone.</summary>
    public void Close(AgentSession session)
    {
        lock (gate)
        {
            if (byHost.GetValueOrDefault(session.HostId) == session)
            {
                byHost.Remove(session.HostId);
            }
        }

        session.Close();
    }

    /// <summary>Whether a stream is of this process; also one that has ended, until it is forgotten.</summary>
    public bool IsOwn(Guid sessionId)
    {
        lock (gate)
        {
            return own.Contains(sessionId);
        }
    }

    /// <summary>The database knows that a stream has ended.</summary>
    /// <param name="session">The stream.</param>
    /// <param name="recorded">What the database says of when; null where it had been replaced by then.</param>
    public void Forget(AgentSession session, DateTimeOffset? recorded)
    {
        lock (gate)
        {
            own.Remove(session.Id);
            if (recorded is { } instant)
            {
                ended[session.HostId] = (instant, time.GetTimestamp());
            }
        }
    }

    /// <summary>When streams ended does not count any more: their agents could not have come back.</summary>
    public void ForgetEnds()
    {
        lock (gate)
        {
            ended.Clear();
        }
    }

    /// <summary>The database could not be told that a stream has ended.</summary>
    public void Keep(AgentSession session)
    {
        lock (gate)
        {
            unrecordedEnds.Add(session);
        }
    }

    /// <summary>Takes the streams of whose end the database is still to be told.</summary>
    public IReadOnlyList<AgentSession> TakeUnrecordedEnds()
    {
        lock (gate)
        {
            AgentSession[] taken = [.. unrecordedEnds];
            unrecordedEnds.Clear();
            return taken;
        }
    }

    /// <summary>When a host's last stream to this process ended, if that is the end that the database has on record.</summary>
    public long? EndedAt(string hostId, DateTimeOffset recorded)
    {
        lock (gate)
        {
            return ended.TryGetValue(hostId, out var end) && end.Recorded == recorded ? end.At : null;
        }
    }

    /// <summary>The streams that have been mute for a while and are not yet on record as silent.</summary>
    public IReadOnlyList<AgentSession> Mute(TimeSpan timeout)
    {
        lock (gate)
        {
            return [.. byHost.Values.Where(session => session is { IsRecorded: true, IsSilent: false } && session.Silence >= timeout)];
        }
    }

    /// <summary>The streams of these hosts to this process that the database has on record.</summary>
    public IReadOnlyList<AgentSession> Recorded(IEnumerable<string> hostIds)
    {
        lock (gate)
        {
            return [.. hostIds.Select(byHost.GetValueOrDefault).OfType<AgentSession>().Where(session => session.IsRecorded)];
        }
    }

    /// <summary>Begins before the database is asked for commands, and ends after they have been sent.</summary>
    public CommandLookup BeginLookup()
    {
        lock (gate)
        {
            var lookup = new CommandLookup(EndLookup);
            lookups.Add(lookup);
            return lookup;
        }
    }

    /// <summary>
    /// Sends a command to a host's agent, unless it is on its way already or has been answered since the lookup that found it.
    /// </summary>
    public Delivery SendOnce(string hostId, V1.ServiceMessage command, CommandLookup? lookup = null)
    {
        lock (gate)
        {
            return lookup?.IsAnswered(command.MessageId) == true ? Delivery.Earlier
                : byHost.TryGetValue(hostId, out var session) ? session.SendOnce(command)
                : Delivery.NotHere;
        }
    }

    /// <summary>What a command asked for has been answered by the host that it was for, and the answer has been stored.</summary>
    public void Settled(string commandId)
    {
        lock (gate)
        {
            lookups.ForEach(lookup => lookup.Note(commandId));
        }
    }

    /// <summary>Nobody waits for a command any more: asked for again, it is sent again.</summary>
    public void GiveUp(string hostId, string commandId)
    {
        lock (gate)
        {
            byHost.GetValueOrDefault(hostId)?.Answered(commandId);
        }
    }

    /// <summary>Sends an assignment to a host's agent, if it is connected here and the assignment is not what it has.</summary>
    public void SendIfNew(string hostId, V1.ServiceMessage assignment)
    {
        lock (gate)
        {
            byHost.GetValueOrDefault(hostId)?.SendIfNew(assignment);
        }
    }

    /// <summary>Sends to a host's agent; false when it is not connected.</summary>
    public bool Send(string hostId, V1.ServiceMessage message)
    {
        lock (gate)
        {
            return byHost.TryGetValue(hostId, out var session) && session.Send(message);
        }
    }

    private void EndLookup(CommandLookup lookup)
    {
        lock (gate)
        {
            lookups.Remove(lookup);
        }
    }
}

using System.Security.Cryptography;
using V1 = Levelset.V1;

namespace Levelset.Api.Agents;

/// <summary>The agents that are connected to this process; one stream per host.</summary>
internal sealed class AgentSessions
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, AgentSession> byHost = [];

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
                if (open.ResumeToken != resumeToken)
                {
                    return null;
                }

                open.Break(AgentStreamFaults.Replaced(hostId));
                predecessor = open.Ended;
            }

            var token = resumeToken.Length > 0 ? resumeToken : RandomNumberGenerator.GetHexString(32, lowercase: true);
            return byHost[hostId] = new AgentSession(hostId, token, predecessor);
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

    /// <summary>Sends to a host's agent; false when it is not connected.</summary>
    public bool Send(string hostId, V1.ServiceMessage message)
    {
        lock (gate)
        {
            return byHost.TryGetValue(hostId, out var session) && session.Send(message);
        }
    }
}

using Levelset.Agent.Sockets;

namespace Levelset.Agent.Handover;

/// <summary>Where VMMs find the agent.</summary>
/// <param name="Path">The socket, in full.</param>
/// <param name="IsForAll">Whether every user may connect; else only the agent's own.</param>
internal sealed record HandoverEndpoint(string Path, bool IsForAll)
{
    private const string DefaultName = "handover.sock";

    /// <summary>
    /// Beside the agent's own socket unless configured otherwise. Other users may connect only if it is in another directory, since
    /// the agent's own socket must stay out of their reach.
    /// </summary>
    /// <param name="configured">Its path; empty for the default.</param>
    /// <param name="control">The agent's own socket.</param>
    public static HandoverEndpoint For(string configured, AgentSocket control)
    {
        var own = System.IO.Path.GetDirectoryName(control.Path)!;
        if (configured.Length == 0)
        {
            return new HandoverEndpoint(System.IO.Path.Combine(own, DefaultName), IsForAll: false);
        }

        var path = System.IO.Path.GetFullPath(configured);
        return new HandoverEndpoint(path, System.IO.Path.GetDirectoryName(path) != own);
    }

    /// <exception cref="AgentException">The socket is in use, or its directory is unsafe.</exception>
    public AgentSocket Acquire() => IsForAll ? AgentSocket.AcquireForAll(Path) : AgentSocket.Acquire(Path);
}

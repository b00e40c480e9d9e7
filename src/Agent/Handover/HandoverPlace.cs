using Levelset.Agent.Sockets;
using Levelset.Agent.Daemon;

namespace Levelset.Agent.Handover;

/// <summary>Where VMMs find the agent.</summary>
/// <param name="Path">The socket, in full.</param>
/// <param name="IsForAll">Whether every user may connect; else only the agent's own.</param>
internal sealed record HandoverPlace(string Path, bool IsForAll)
{
    private const string DefaultName = "handover.sock";

    /// <summary>
    /// Beside the agent's own socket unless told otherwise. Only a directory of its own opens it to other users, since the
    /// agent's own socket must stay out of their reach.
    /// </summary>
    public static HandoverPlace For(AgentOptions options, AgentSocket control)
    {
        var own = System.IO.Path.GetDirectoryName(control.Path)!;
        if (options.HandoverPath.Length == 0)
        {
            return new HandoverPlace(System.IO.Path.Combine(own, DefaultName), IsForAll: false);
        }

        var path = System.IO.Path.GetFullPath(options.HandoverPath);
        return new HandoverPlace(path, System.IO.Path.GetDirectoryName(path) != own);
    }

    /// <summary>Claims it.</summary>
    /// <exception cref="AgentException">Another agent lives there, or the place is not fit for it.</exception>
    public AgentSocket Claim() => IsForAll ? AgentSocket.ClaimForAll(Path) : AgentSocket.Claim(Path);
}

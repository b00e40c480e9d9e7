using System.CommandLine;
using Levelset.Agent.Daemon;

namespace Levelset.Agent.Commands;

/// <summary>Where the agent's own socket is.</summary>
internal static class SocketOption
{
    public static Option<string> Create() => new("--socket")
    {
        Description = "The agent's Unix socket (LEVELSET_AGENT_SOCKET).",
        HelpName = "PATH",
        DefaultValueFactory = _ => EnvironmentVariable.Read("LEVELSET_AGENT_SOCKET") ?? Default(),
    };

    /// <exception cref="UsageException">It can be no socket.</exception>
    public static string Require(ParseResult result, Option<string> option)
    {
        var path = result.GetValue(option) ?? string.Empty;
        UsageException.ThrowIfAny([.. AgentOptions.ValidateSocket(path)]);
        return path;
    }

    private static string Default()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/run/levelset/agent.sock";
        }

        return EnvironmentVariable.Read("XDG_RUNTIME_DIR") is { } runtime ? Path.Combine(runtime, "levelset", "agent.sock") : string.Empty;
    }
}

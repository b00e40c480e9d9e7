using System.CommandLine;
using Levelset.Agent.Daemon;

namespace Levelset.Agent.Commands;

/// <summary>The options of "run" for the state directory and the handover socket.</summary>
internal sealed class StateOptions
{
    private const string DirectoryName = "levelset-agent";

    private readonly Option<string> state = new("--state-dir")
    {
        Description = "State directory, with a directory for each host id (LEVELSET_AGENT_STATE).",
        HelpName = "DIRECTORY",
        DefaultValueFactory = _ => EnvironmentVariable.Read("LEVELSET_AGENT_STATE") ?? DefaultState(),
    };

    private readonly Option<string> handover = new("--handover-socket")
    {
        Description = "The socket where VMMs fetch descriptors; default: handover.sock beside the agent's socket (LEVELSET_AGENT_HANDOVER).",
        HelpName = "PATH",
        DefaultValueFactory = _ => EnvironmentVariable.Read("LEVELSET_AGENT_HANDOVER") ?? string.Empty,
    };

    private readonly Option<uint[]> allow = new("--allow-uid")
    {
        Description = "Additional uid allowed to create and register partitions. Repeatable.",
        HelpName = "UID",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        command.Add(state);
        command.Add(handover);
        command.Add(allow);
    }

    public AgentOptions Read(ParseResult result, AgentOptions options) => options with
    {
        StatePath = result.GetValue(state)!,
        HandoverPath = result.GetValue(handover)!,
        AllowedUids = result.GetValue(allow)!,
    };

    private static string DefaultState()
    {
        // systemd gives a list where several are configured; the first is the service's own.
        if (EnvironmentVariable.Read("STATE_DIRECTORY") is { } given)
        {
            return given.Split(':')[0];
        }

        if (Environment.IsPrivilegedProcess)
        {
            return $"/var/lib/{DirectoryName}";
        }

        if (EnvironmentVariable.Read("XDG_STATE_HOME") is { } configured)
        {
            return Path.Combine(configured, DirectoryName);
        }

        return EnvironmentVariable.Read("HOME") is { } home ? Path.Combine(home, ".local", "state", DirectoryName) : string.Empty;
    }
}

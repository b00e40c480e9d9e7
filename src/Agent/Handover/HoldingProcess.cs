using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Levelset.Agent.Handover;

/// <summary>Processes that hold a partition's descriptor, identified by pid and start time, because pids are reused.</summary>
internal static class HoldingProcess
{
    // proc(5): field 22, counted after the closing bracket of the name, which may contain anything.
    private const int StartTimeAfterName = 19;

    /// <summary>A process as it is now; null when it has exited.</summary>
    public static AgentV1.Holder? Find(AgentV1.Holder.Types.Kind kind, uint uid, int pid, bool owns, DateTimeOffset time) =>
        ReadStartTime(pid) is { } start
            ? new AgentV1.Holder
            {
                Kind = kind,
                Uid = uid,
                Pid = pid,
                StartTimeTicks = start,
                Command = ReadCommand(pid),
                Time = Timestamp.FromDateTimeOffset(time),
                Owns = owns,
            }
            : null;

    /// <summary>Whether that same process is running. A zombie is not.</summary>
    public static bool IsAlive(AgentV1.Holder holder) => ReadStartTime(holder.Pid) == holder.StartTimeTicks;

    /// <summary>The same holder with the current name of the process, which may have executed another program.</summary>
    public static AgentV1.Holder Refresh(AgentV1.Holder holder)
    {
        if (!IsAlive(holder) || ReadCommand(holder.Pid) is not { Length: > 0 } command)
        {
            return holder;
        }

        var now = holder.Clone();
        now.Command = command;
        return now;
    }

    private static ulong? ReadStartTime(int pid)
    {
        if (ReadText(pid, "stat") is not { } stat || stat.LastIndexOf(')') is not (>= 0 and var name))
        {
            return null;
        }

        var fields = stat[(name + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var dead = fields.Length <= StartTimeAfterName || fields[0] is "Z" or "X";
        return !dead && ulong.TryParse(fields[StartTimeAfterName], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? ticks
            : null;
    }

    private static string ReadCommand(int pid) => ReadText(pid, "comm")?.TrimEnd('\n') ?? string.Empty;

    private static string? ReadText(int pid, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that ends while it is read answers ESRCH.
            return null;
        }
    }
}

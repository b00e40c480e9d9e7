using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Levelset.Agent.Handover;

/// <summary>Processes that hold a partition's descriptor: known by pid and start time together, since a pid comes again.</summary>
internal static class HoldingProcess
{
    // proc(5): field 22, counted from behind the name's closing bracket, which may itself hold anything.
    private const int StartTimeAfterName = 19;

    /// <summary>A process as it is now; null when it is gone.</summary>
    public static V1.Holder? Find(V1.Holder.Types.Kind kind, uint uid, int pid, bool owns, DateTimeOffset time) =>
        ReadStartTime(pid) is { } start
            ? new V1.Holder
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

    /// <summary>Whether that very process lives. One that has ended and not been waited for does not.</summary>
    public static bool IsAlive(V1.Holder holder) => ReadStartTime(holder.Pid) == holder.StartTimeTicks;

    /// <summary>The same with the name that the process goes by now: it may have executed another program.</summary>
    public static V1.Holder Refresh(V1.Holder holder)
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

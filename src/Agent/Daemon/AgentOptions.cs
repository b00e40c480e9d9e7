using System.Globalization;
using System.Text;

namespace Levelset.Agent.Daemon;

/// <summary>How the daemon runs.</summary>
/// <param name="Service">Address of the service: http or https.</param>
/// <param name="HostId">The {host} of `hosts/{host}`.</param>
/// <param name="SocketPath">The agent's own Unix socket.</param>
/// <param name="DisplayName">May be empty.</param>
/// <param name="ReportIntervalText">How often the host is read again: a whole number and s, m or h; 1s to 24h.</param>
internal sealed record AgentOptions(
    string Service,
    string HostId,
    string SocketPath,
    string DisplayName = "",
    string ReportIntervalText = AgentOptions.DefaultReportInterval)
{
    /// <summary>The state directory of this user's agents; the host id names the one of this agent in it.</summary>
    public string StatePath { get; init; } = string.Empty;

    /// <summary>Where VMMs fetch descriptors; empty for `handover.sock` beside the agent's own socket.</summary>
    public string HandoverPath { get; init; } = string.Empty;

    /// <summary>The uids, beside root and the agent's own, that may request arguments and have partitions adopted.</summary>
    public IReadOnlyList<uint> AllowedUids { get; init; } = [];

    /// <summary>Where the service listens by default.</summary>
    public const string DefaultService = "http://127.0.0.1:5081";

    /// <summary>How often the host is read again by default.</summary>
    public const string DefaultReportInterval = "10m";

    // sun_path holds 108 bytes with the terminating zero.
    private const int MaxSocketPathBytes = 107;

    /// <summary>How often the host is read again.</summary>
    /// <exception cref="FormatException">The options are not valid.</exception>
    public TimeSpan ReportInterval => ParseInterval(ReportIntervalText)
        ?? throw new FormatException($"'{ReportIntervalText}' is not an interval");

    /// <summary>Every fault, with the option, its environment variable and what would be right; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (!Uri.TryCreate(Service, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            faults.Add($"--service (LEVELSET_SERVICE): '{Service}' is not an address such as {DefaultService}");
        }

        if (!IsHostId(HostId))
        {
            faults.Add($"--host-id (LEVELSET_HOST_ID): '{HostId}' is not 1 to 253 of a-z, 0-9, '-' and '.', "
                + "starting and ending with a letter or digit");
        }

        if (ParseInterval(ReportIntervalText) is null)
        {
            faults.Add($"--report-interval (LEVELSET_REPORT_INTERVAL): '{ReportIntervalText}' is not 1s to 24h, "
                + "such as 90s, 10m or 1h");
        }

        faults.AddRange(ValidateSocket(SocketPath));
        if (HandoverPath.Length > 0 && TooLong(HandoverPath))
        {
            faults.Add($"--handover-socket (LEVELSET_AGENT_HANDOVER): '{HandoverPath}' is longer than {MaxSocketPathBytes} bytes");
        }

        if (StatePath.Length == 0)
        {
            faults.Add("--state-dir (LEVELSET_AGENT_STATE): required, because HOME is not set");
        }

        return faults;
    }

    /// <summary>Every fault of a socket's path.</summary>
    public static IEnumerable<string> ValidateSocket(string path)
    {
        if (path.Length == 0)
        {
            yield return "--socket (LEVELSET_AGENT_SOCKET): required, because XDG_RUNTIME_DIR is not set";
        }
        else if (TooLong(path))
        {
            yield return $"--socket (LEVELSET_AGENT_SOCKET): '{path}' is longer than {MaxSocketPathBytes} bytes";
        }
    }

    private static bool TooLong(string path) => Encoding.UTF8.GetByteCount(Path.GetFullPath(path)) > MaxSocketPathBytes;

    private static TimeSpan? ParseInterval(string text)
    {
        var unit = text.Length is > 1 and < 7 ? text[^1] : ' ';
        var seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (seconds == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var interval = TimeSpan.FromSeconds((long)number * seconds);
        return interval >= TimeSpan.FromSeconds(1) && interval <= TimeSpan.FromHours(24) ? interval : null;
    }

    private static bool IsHostId(string text) =>
        text.Length is > 0 and <= 253
        && text.All(character => IsLetterOrDigit(character) || character is '-' or '.')
        && IsLetterOrDigit(text[0])
        && IsLetterOrDigit(text[^1]);

    private static bool IsLetterOrDigit(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character);
}

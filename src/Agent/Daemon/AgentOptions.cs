using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Levelset.Agent.Daemon;

/// <summary>How the daemon runs.</summary>
/// <param name="Service">Address of the service: http or https.</param>
/// <param name="HostId">The {host} of `hosts/{host}`.</param>
/// <param name="SocketPath">The agent's own Unix socket.</param>
/// <param name="DisplayName">For people; may be empty.</param>
/// <param name="ReportIntervalText">How often the host is read again: a whole number and s, m or h; 1s to 24h.</param>
internal sealed partial record AgentOptions(
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

    /// <summary>Who may ask for arguments and have partitions adopted, beside root and this agent's own user.</summary>
    public IReadOnlyList<uint> AllowedUids { get; init; } = [];

    /// <summary>Where the service listens by default.</summary>
    public const string DefaultService = "http://127.0.0.1:5081";

    /// <summary>How often the host is read again by default.</summary>
    public const string DefaultReportInterval = "10m";

    // sun_path holds 108 bytes with the terminating zero.
    private const int LongestSocketPath = 107;

    /// <summary>How often the host is read again.</summary>
    /// <exception cref="FormatException">The options are not valid.</exception>
    public TimeSpan ReportInterval => ParseInterval(ReportIntervalText)
        ?? throw new FormatException($"'{ReportIntervalText}' is no interval");

    /// <summary>Every fault, with the option, its environment variable and what would be right; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (!Uri.TryCreate(Service, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            faults.Add($"--service (LEVELSET_SERVICE): '{Service}' is not an address such as {DefaultService}");
        }

        if (HostId.Length is 0 or > 253 || !HostIdPattern().IsMatch(HostId))
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
            faults.Add($"--handover-socket (LEVELSET_AGENT_HANDOVER): '{HandoverPath}' is longer than {LongestSocketPath} bytes");
        }

        if (StatePath.Length == 0)
        {
            faults.Add("--state-dir (LEVELSET_AGENT_STATE): needed, because HOME is not set");
        }

        return faults;
    }

    /// <summary>Every fault of a socket's path.</summary>
    public static IEnumerable<string> ValidateSocket(string path)
    {
        if (path.Length == 0)
        {
            yield return "--socket (LEVELSET_AGENT_SOCKET): needed, because XDG_RUNTIME_DIR is not set";
        }
        else if (TooLong(path))
        {
            yield return $"--socket (LEVELSET_AGENT_SOCKET): '{path}' is longer than {LongestSocketPath} bytes";
        }
    }

    private static bool TooLong(string path) => Encoding.UTF8.GetByteCount(Path.GetFullPath(path)) > LongestSocketPath;
    private static TimeSpan? ParseInterval(string text)
    {
        if (IntervalPattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var number = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var interval = match.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
        return interval >= TimeSpan.FromSeconds(1) && interval <= TimeSpan.FromHours(24) ? interval : null;
    }

    [GeneratedRegex(@"\A([0-9]{1,5})([smh])\z")]
    private static partial Regex IntervalPattern();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]*[a-z0-9])?\z")]
    private static partial Regex HostIdPattern();
}

using System.Globalization;
using Microsoft.Extensions.Logging.Console;

namespace Levelset.Api.Hosting;

/// <summary>The section Logging: its defaults, and which of its keys and values the logging of .NET can read.</summary>
public static class LoggingSettings
{
    /// <summary>Its name.</summary>
    public const string Section = "Logging";

    /// <summary>The keys that it can have, as text.</summary>
    public const string Expected = "Logging:LogLevel:CATEGORY (with dots in the category), Logging:Console:LogLevel:CATEGORY, "
        + "Logging:Console:FormatterName, Logging:Console:LogToStandardErrorThreshold, or TimestampFormat, UseUtcTimestamp or "
        + "IncludeScopes in Logging:Console:FormatterOptions";

    /// <summary>The key of the console's format.</summary>
    public const string Format = "Logging:Console:FormatterName";
    private const string Stamp = "Logging:Console:FormatterOptions:TimestampFormat";
    private const string Levels = "Logging:LogLevel:";
    private const string ConsoleLevels = "Logging:Console:LogLevel:";
    private const string Origin = "default";

    private static readonly string[] Formats = [ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd];

    // What each key takes, and how that is checked.
    private static readonly Dictionary<string, (string Expected, Func<string, bool> IsRight)> Checks = new(StringComparer.OrdinalIgnoreCase)
    {
        [Format] = ("one of " + string.Join(", ", Formats), value => Formats.Contains(value, StringComparer.OrdinalIgnoreCase)),
        [Stamp] = ("a format of date and time, such as yyyy-MM-ddTHH:mm:sszzz", IsTimestampFormat),
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = ("true or false", value => bool.TryParse(value, out _)),
        ["Logging:Console:FormatterOptions:IncludeScopes"] = ("true or false", value => bool.TryParse(value, out _)),
        ["Logging:Console:LogToStandardErrorThreshold"] = ($"a log level; expected {Names<LogLevel>()}", IsName<LogLevel>),
    };

    /// <summary>The levels without any configuration, by category.</summary>
    public static IReadOnlyDictionary<string, LogLevel> DefaultLevels { get; } = new Dictionary<string, LogLevel>
    {
        ["Default"] = LogLevel.Information,
        ["Microsoft"] = LogLevel.Warning,
        ["Grpc"] = LogLevel.Warning,

        // A failure to start is reported once, by the program that starts the host; what ends the service later is critical.
        ["Microsoft.Extensions.Hosting.Internal.Host"] = LogLevel.Critical,

        // Every failed command comes as an exception to code that can judge it: a lost race and the first look for a schema
        // are no errors.
        ["Microsoft.EntityFrameworkCore"] = LogLevel.None,

        // A lost race that is retried is no event for an operator, and the call that gives up answers and logs it itself.
        ["Polly"] = LogLevel.None,

        // It warns that keys lie unencrypted in the database, though whoever can read that can do more than forge a form; and
        // it complains at the start of a database that does not answer. A page that needs a key says so itself.
        ["Microsoft.AspNetCore.DataProtection"] = LogLevel.None,

        // It logs an error at each check while the database does not answer; what fails for it says so itself.
        ["Microsoft.Extensions.Diagnostics.HealthChecks"] = LogLevel.None,

        // The gRPC server logs every refusal as an error of its own; the interceptor has said it better.
        ["Grpc.AspNetCore.Server"] = LogLevel.Critical,
    };

    internal static void AddDefaults(SettingsSource defaults, bool isSystemdService)
    {
        foreach (var (category, level) in DefaultLevels)
        {
            defaults.TryAdd(Levels + category, $"{level}", Origin);
        }

        defaults.TryAdd(Format, isSystemdService ? ConsoleFormatterNames.Systemd : ConsoleFormatterNames.Simple, Origin);
    }

    /// <summary>The defaults that depend on the format that was chosen.</summary>
    internal static void AddFormat(SettingsSource defaults, IConfiguration values)
    {
        // The journal has a time of its own, and the other two separate it from what follows in different ways.
        switch (values[Format]?.ToLowerInvariant())
        {
            case ConsoleFormatterNames.Simple:
                defaults.TryAdd(Stamp, "yyyy-MM-ddTHH:mm:ss.fffzzz ", Origin);
                defaults.TryAdd("Logging:Console:FormatterOptions:SingleLine", "true", Origin);
                defaults.TryAdd("Logging:Console:FormatterOptions:ColorBehavior", "Disabled", Origin);
                break;
            case ConsoleFormatterNames.Json:
                defaults.TryAdd(Stamp, "yyyy-MM-ddTHH:mm:ss.fffzzz", Origin);
                break;
            default:
                break;
        }
    }

    internal static bool IsKnown(string key) => Checks.ContainsKey(key) || IsLevel(key);

    internal static void Check(ServiceConfiguration configuration)
    {
        foreach (var key in configuration.Keys)
        {
            var value = configuration.Values[key]!;
            if (IsLevel(key) && !IsName<LogLevel>(value))
            {
                configuration.AddFault(key, $"'{value}' is not a log level; expected {Names<LogLevel>()}");
            }
            else if (Checks.TryGetValue(key, out var check) && !check.IsRight(value))
            {
                configuration.AddFault(key, $"'{value}' is not {check.Expected}");
            }
        }
    }

    private static bool IsLevel(string key) => IsUnder(key, Levels) || IsUnder(key, ConsoleLevels);

    private static bool IsUnder(string key, string prefix) =>
        key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && key.Length > prefix.Length
        && !key[prefix.Length..].Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);

    // Not a number, which Enum.TryParse would take whatever it is.
    private static bool IsName<T>(string value)
        where T : struct, Enum =>
        Enum.GetNames<T>().Contains(value, StringComparer.OrdinalIgnoreCase);

    private static string Names<T>()
        where T : struct, Enum =>
        string.Join(", ", Enum.GetNames<T>());

    private static bool IsTimestampFormat(string value)
    {
        try
        {
            _ = DateTimeOffset.UnixEpoch.ToString(value, CultureInfo.InvariantCulture);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

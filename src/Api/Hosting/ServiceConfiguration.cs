using System.Collections;
using System.Text.Json;
using Levelset.Api.Options;

namespace Levelset.Api.Hosting;

/// <summary>
/// The configuration of the service: defaults, then appsettings.json beside the program, then the file of `--config`, then the
/// environment, then the command line; a later one wins. Everything is checked before anything starts, and every fault is
/// reported.
/// </summary>
public sealed class ServiceConfiguration
{
    /// <summary>The option that names a file.</summary>
    public const string FileOption = "--config";

    /// <summary>The environment variable that names a file.</summary>
    public const string FileVariable = "LEVELSET_CONFIG";

    private readonly List<string> faults = [];
    private readonly SettingsSource defaults = new();
    private readonly List<SettingsSource> sources;

    private ServiceConfiguration(
        IReadOnlyList<GivenSetting> commandLine,
        string? file,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        bool isSystemdService)
    {
        var beside = Path.Combine(directory, "appsettings.json");
        file ??= environment.GetValueOrDefault(FileVariable) is { Length: > 0 } named ? named : null;
        sources =
        [
            defaults,
            File.Exists(beside) ? ReadFile(beside) : new SettingsSource(),
            file is null ? new SettingsSource() : ReadFile(Path.GetFullPath(file)),
            ReadEnvironment(environment),
            ReadCommandLine(commandLine),
        ];
        LoggingSettings.AddDefaults(defaults, isSystemdService);
        Values = new ConfigurationRoot([.. sources]);
        LoggingSettings.AddFormat(defaults, Values);
        CheckKeys();
        Options = ServiceOptionsReader.Read(this);
        LoggingSettings.Check(this);
    }

    /// <summary>Every key, for the host.</summary>
    public IConfiguration Values { get; }

    /// <summary>The section Levelset.</summary>
    public ServiceOptions Options { get; }

    /// <summary>Every fault, with the key, where its value came from, and what would be right.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Every key that has a value.</summary>
    internal IEnumerable<string> Keys => sources.SelectMany(source => source.Origins.Keys).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads every source.</summary>
    /// <param name="commandLine">What the command line sets.</param>
    /// <param name="file">The file of `--config`; null = none, or that of LEVELSET_CONFIG.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="directory">Where appsettings.json is looked for.</param>
    /// <param name="isSystemdService">Whether systemd started this process, so that its log goes to the journal.</param>
    public static ServiceConfiguration Read(
        IReadOnlyList<GivenSetting> commandLine,
        string? file,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        bool isSystemdService) =>
        new(commandLine, file, environment, directory, isSystemdService);

    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    /// <summary>A value; null = none, or an empty one, which means the default.</summary>
    internal string? Value(string key) => Values[key] is { Length: > 0 } value ? value : null;

    /// <summary>Notes a fault of a key.</summary>
    internal void AddFault(string key, string what)
    {
        var origin = sources.AsEnumerable().Reverse().Select(source => source.Origins.GetValueOrDefault(key)).First(one => one is not null);
        faults.Add($"{key} ({origin}): {what}");
    }

    /// <summary>Notes a fault of several keys.</summary>
    internal void AddFault(string what) => faults.Add(what);

    private static SettingsSource ReadEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var source = new SettingsSource();
        foreach (var setting in Setting.All)
        {
            // An empty variable is one that is not set: so do env files and compose files leave it out.
            if (environment.GetValueOrDefault(setting.Variable) is { Length: > 0 } value)
            {
                source.TryAdd(setting.Key, value, setting.Variable);
            }
        }

        foreach (var (name, value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var key = name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
            if (key.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) && IsOfService(key) && value.Length > 0)
            {
                source.TryAdd(key, value, name);
            }
        }

        return source;
    }

    // The environment has variables of other programs too.
    private static bool IsOfService(string key) =>
        key.Split(ConfigurationPath.KeyDelimiter)[0] is var section
        && (section.Equals(Setting.Section, StringComparison.OrdinalIgnoreCase)
            || section.Equals(LoggingSettings.Section, StringComparison.OrdinalIgnoreCase));

    private SettingsSource ReadCommandLine(IReadOnlyList<GivenSetting> commandLine)
    {
        var source = new SettingsSource();
        foreach (var given in commandLine)
        {
            if (given.Value is null)
            {
                faults.Add($"{given.Origin}: has no value; expected {given.Origin} VALUE or {given.Origin}=VALUE");
            }
            else if (!source.TryAdd(given.Key, given.Value, given.Origin))
            {
                faults.Add($"{given.Key} ({given.Origin}): was given before as {source.Origins[given.Key]}; give it once");
            }
        }

        return source;
    }

    private SettingsSource ReadFile(string path)
    {
        var source = new SettingsSource();
        try
        {
            using var stream = File.OpenRead(path);
            foreach (var (key, value) in new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable().OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                if (value is not null)
                {
                    source.TryAdd(key, value, path);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{path}: cannot be read: {exception.Message}");
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            faults.Add($"{path}: is not a JSON object of settings: {exception.Message}");
        }

        return source;
    }

    private void CheckKeys()
    {
        var known = Setting.All.Select(setting => setting.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, origin) in sources.Where(source => source != defaults).SelectMany(source => source.Origins))
        {
            var section = key.Split(ConfigurationPath.KeyDelimiter)[0];
            if (!IsOfService(key))
            {
                faults.Add($"{key} ({origin}): there is no section '{section}'; expected {Setting.Section} or {LoggingSettings.Section}");
            }
            else if (section.Equals(Setting.Section, StringComparison.OrdinalIgnoreCase) && !known.Contains(key))
            {
                faults.Add($"{key} ({origin}): there is no such key; expected one of {string.Join(", ", Setting.All.Select(setting => setting.Key))}");
            }
            else if (section.Equals(LoggingSettings.Section, StringComparison.OrdinalIgnoreCase) && !LoggingSettings.IsKnown(key))
            {
                faults.Add($"{key} ({origin}): there is no such key; expected {LoggingSettings.Expected}");
            }
        }
    }
}

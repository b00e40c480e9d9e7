using System.CommandLine;
using Microsoft.Extensions.Hosting.Systemd;

namespace Levelset.Api.Hosting;

/// <summary>The command line of the service.</summary>
public static class ServiceCommand
{
    /// <summary>Reads the configuration and runs the service; every fault goes to standard error, and then nothing is started.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="run">Gets a configuration without fault; returns the exit code.</param>
    /// <param name="cancellationToken">Stops the service.</param>
    /// <returns>The exit code; 2 = something of the configuration is wrong.</returns>
    public static Task<int> InvokeAsync(
        IReadOnlyList<string> arguments,
        Func<ServiceConfiguration, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken)
    {
        var (options, keys) = Split(arguments);

        // The process ends when the service has stopped, however long its database takes.
        var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
        return Command(keys, run).Parse(options).InvokeAsync(invocation, cancellationToken);
    }

    /// <summary>
    /// Takes the keys of the configuration, `--SECTION:KEY VALUE` or `--SECTION:KEY=VALUE`, out of the command line. An option of
    /// the service may have a colon before its value as well, and stays.
    /// </summary>
    public static (IReadOnlyList<string> Options, IReadOnlyList<GivenSetting> Keys) Split(IReadOnlyList<string> arguments)
    {
        var options = new List<string>();
        var keys = new List<GivenSetting>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (option, value) = arguments[i].Split('=', 2) is [var before, var after] ? (before, after) : (arguments[i], null);
            if (!IsKey(option))
            {
                options.Add(arguments[i]);
                continue;
            }

            if (value is null && i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                value = arguments[++i];
            }

            keys.Add(new GivenSetting(option[2..], value, option));
        }

        return (options, keys);
    }

    private static bool IsKey(string option) =>
        option.StartsWith("--", StringComparison.Ordinal)
        && option.IndexOf(':', StringComparison.Ordinal) is var colon and > 2
        && option[..colon] != ServiceConfiguration.FileOption
        && Setting.All.All(setting => setting.Option != option[..colon]);

    private static RootCommand Command(
        IReadOnlyList<GivenSetting> keys,
        Func<ServiceConfiguration, CancellationToken, Task<int>> run)
    {
        var file = new Option<string?>(ServiceConfiguration.FileOption)
        {
            Description = $"JSON file of settings, over appsettings.json beside the program [{ServiceConfiguration.FileVariable}]",
        };
        var settings = Setting.All.ToDictionary(
            setting => setting,
            setting => new Option<string?>(setting.Option)
            {
                Description = $"{setting.Meaning} [{setting.Variable}, default {setting.Default}]",
            });
        var command = new RootCommand(
            """
            The Levelset service: feature baselines for pools of Microsoft Hypervisor hosts

            Every key of the sections Levelset and Logging can be set in a file, as an environment variable (SECTION__KEY) and as an
            option (--SECTION:KEY VALUE), such as --Logging:LogLevel:Default Debug or --Logging:Console:FormatterName json.
            The command line goes before the environment, and the environment before files.
            """)
        {
            file,
        };
        foreach (var option in settings.Values)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configuration = ServiceConfiguration.Read(
                [
                    .. settings.Where(pair => parsed.GetResult(pair.Value) is not null)
                        .Select(pair => new GivenSetting(pair.Key.Key, parsed.GetValue(pair.Value), pair.Key.Option)),
                    .. keys,
                ],
                parsed.GetValue(file),
                ServiceConfiguration.ProcessEnvironment(),
                AppContext.BaseDirectory,
                SystemdHelpers.IsSystemdService());
            foreach (var fault in configuration.Faults)
            {
                await Console.Error.WriteLineAsync($"levelset-api: {fault}");
            }

            return configuration.Faults.Count > 0 ? 2 : await run(configuration, cancellationToken);
        });
        return command;
    }
}

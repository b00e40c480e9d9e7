using System.CommandLine;
using System.Net;
using Levelset.Api.Options;
using Npgsql;

namespace Levelset.Api.Hosting;

/// <summary>Reads the options from the command line and the environment, and reports every fault together.</summary>
public static class ServiceOptionsReader
{
    /// <summary>The command line of the service; <paramref name="run"/> gets options without fault.</summary>
    public static RootCommand Command(Func<ServiceOptions, CancellationToken, Task<int>> run)
    {
        var grpc = new Option<string?>("--grpc") { Description = "ADDRESS:PORT for gRPC [LEVELSET_GRPC, default 127.0.0.1:5081]" };
        var http = new Option<string?>("--http") { Description = "ADDRESS:PORT for HTTP [LEVELSET_HTTP, default 127.0.0.1:5080]" };
        var database = new Option<string?>("--database")
        {
            Description = "Npgsql connection string [LEVELSET_DATABASE, default a private cluster in --data]",
        };
        var data = new Option<string?>("--data")
        {
            Description = $"directory of the private cluster [LEVELSET_DATA, default {new ServiceOptions().Data}]",
        };
        var retention = new Option<string?>("--event-retention")
        {
            Description = "event retention, in hours [LEVELSET_EVENT_RETENTION, default 168]",
        };
        var maximum = new Option<string?>("--maximum-events")
        {
            Description = "maximum number of events kept [LEVELSET_MAXIMUM_EVENTS, default 1000000]",
        };
        var activityRetention = new Option<string?>("--activity-retention")
        {
            Description = "activity retention, in hours [LEVELSET_ACTIVITY_RETENTION, default 8760]",
        };
        var maximumActivities = new Option<string?>("--maximum-activities")
        {
            Description = "maximum number of activities kept [LEVELSET_MAXIMUM_ACTIVITIES, default 1000000]",
        };
        var command = new RootCommand("The Levelset service: feature baselines for pools of Microsoft Hypervisor hosts")
        {
            grpc, http, database, data, retention, maximum, activityRetention, maximumActivities,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var faults = Read(
                name => parsed.GetValue(name switch
                {
                    "GRPC" => grpc,
                    "HTTP" => http,
                    "DATABASE" => database,
                    "EVENT_RETENTION" => retention,
                    "MAXIMUM_EVENTS" => maximum,
                    "ACTIVITY_RETENTION" => activityRetention,
                    "MAXIMUM_ACTIVITIES" => maximumActivities,
                    _ => data,
                }),
                Environment.GetEnvironmentVariable,
                out var options);
            foreach (var fault in faults)
            {
                await Console.Error.WriteLineAsync($"levelset-api: {fault}");
            }

            return faults.Count > 0 ? 2 : await run(options, cancellationToken);
        });
        return command;
    }

    /// <summary>Reads the options; an option goes before its environment variable.</summary>
    /// <returns>Every fault, each with the key and what would be right.</returns>
    public static IReadOnlyList<string> Read(
        Func<string, string?> option,
        Func<string, string?> environment,
        out ServiceOptions options)
    {
        var faults = new List<string>();
        var defaults = new ServiceOptions();
        options = defaults with
        {
            Grpc = EndPoint("GRPC", defaults.Grpc),
            Http = EndPoint("HTTP", defaults.Http),
            Database = Value("DATABASE"),
            Data = Path.GetFullPath(Value("DATA") ?? defaults.Data),
            EventRetention = TimeSpan.FromHours(Number("EVENT_RETENTION", (int)defaults.EventRetention.TotalHours, 100_000)),
            MaximumEvents = Number("MAXIMUM_EVENTS", defaults.MaximumEvents, int.MaxValue),
            ActivityRetention = TimeSpan.FromHours(Number("ACTIVITY_RETENTION", (int)defaults.ActivityRetention.TotalHours, 100_000)),
            MaximumActivities = Number("MAXIMUM_ACTIVITIES", defaults.MaximumActivities, int.MaxValue),
        };
        if (options.Database is { } connectionString)
        {
            CheckConnectionString(connectionString, faults);
        }

        if (options.Grpc.Port != 0 && options.Grpc.Equals(options.Http))
        {
            faults.Add($"--grpc and --http are both {options.Grpc}: cleartext HTTP/1.1 and HTTP/2 cannot share a port");
        }

        return faults;

        string? Value(string name) => (option(name) ?? environment("LEVELSET_" + name)) is { Length: > 0 } value ? value : null;

        int Number(string name, int otherwise, int most)
        {
            if (Value(name) is not { } text)
            {
                return otherwise;
            }

            if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && number >= 1
                && number <= most)
            {
                return number;
            }

            faults.Add(
                $"--{name.ToLowerInvariant().Replace('_', '-')} (LEVELSET_{name}): '{text}' is not a whole number from 1 to {most}");
            return otherwise;
        }

        IPEndPoint EndPoint(string name, IPEndPoint otherwise)
        {
            if (Value(name) is not { } text)
            {
                return otherwise;
            }

            if (TryParseEndPoint(text, out var endPoint))
            {
                return endPoint;
            }

            faults.Add(
                $"--{name.ToLowerInvariant()} (LEVELSET_{name}): '{text}' is not ADDRESS:PORT, such as 127.0.0.1:5081, [::1]:5081 or localhost:5081");
            return otherwise;
        }
    }

    private static bool TryParseEndPoint(string text, out IPEndPoint endPoint)
    {
        if (text.StartsWith("localhost:", StringComparison.Ordinal))
        {
            text = "127.0.0.1" + text["localhost".Length..];
        }

        // IPEndPoint accepts an address without a port, which would silently mean any port: of an IPv6 address without brackets
        // the last group looks like one.
        endPoint = null!;
        return text.LastIndexOf(':') is var colon and > 0
            && (text[0] == '[' ? text[colon - 1] == ']' : text.IndexOf(':', StringComparison.Ordinal) == colon)
            && IPEndPoint.TryParse(text, out endPoint!);
    }

    private static void CheckConnectionString(string connectionString, List<string> faults)
    {
        try
        {
            if (string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host))
            {
                faults.Add("--database (LEVELSET_DATABASE): names no Host; expected such as Host=db;Username=levelset;Database=levelset");
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            faults.Add($"--database (LEVELSET_DATABASE): {exception.Message}; expected such as Host=db;Username=levelset;Database=levelset");
        }
    }
}

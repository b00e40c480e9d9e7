using System.Globalization;
using System.Net;
using Levelset.Api.Options;
using Npgsql;

namespace Levelset.Api.Hosting;

/// <summary>Binds the section Levelset to the options of the service; every fault is noted in the configuration.</summary>
internal static class ServiceOptionsReader
{
    public static ServiceOptions Read(ServiceConfiguration configuration)
    {
        var defaults = new ServiceOptions();
        var options = defaults with
        {
            Grpc = EndPoint(configuration, Setting.Grpc, defaults.Grpc),
            Http = EndPoint(configuration, Setting.Http, defaults.Http),
            Database = configuration.Value(Setting.Database.Key),
            Data = Path.GetFullPath(configuration.Value(Setting.Data.Key) ?? defaults.Data),
            EventRetention = Hours(configuration, Setting.EventRetention, defaults.EventRetention),
            MaximumEvents = Number(configuration, Setting.MaximumEvents, defaults.MaximumEvents, int.MaxValue),
            ActivityRetention = Hours(configuration, Setting.ActivityRetention, defaults.ActivityRetention),
            MaximumActivities = Number(configuration, Setting.MaximumActivities, defaults.MaximumActivities, int.MaxValue),
        };
        if (options.Database is { } connectionString && FaultOf(connectionString) is { } fault)
        {
            // Without the value, for it may have a password.
            configuration.AddFault(Setting.Database.Key, $"{fault}; expected such as Host=db;Username=levelset;Database=levelset");
        }

        if (options.Grpc.Port != 0 && options.Grpc.Equals(options.Http))
        {
            configuration.AddFault(
                $"{Setting.Grpc.Key} and {Setting.Http.Key} are both {options.Grpc}: cleartext HTTP/1.1 and HTTP/2 cannot share a port");
        }

        return options;
    }

    private static TimeSpan Hours(ServiceConfiguration configuration, Setting setting, TimeSpan otherwise) =>
        TimeSpan.FromHours(Number(configuration, setting, (int)otherwise.TotalHours, 100_000));

    private static int Number(ServiceConfiguration configuration, Setting setting, int otherwise, int most)
    {
        if (configuration.Value(setting.Key) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
        {
            return number;
        }

        configuration.AddFault(setting.Key, $"'{text}' is not a whole number from 1 to {most}");
        return otherwise;
    }

    private static IPEndPoint EndPoint(ServiceConfiguration configuration, Setting setting, IPEndPoint otherwise)
    {
        if (configuration.Value(setting.Key) is not { } text)
        {
            return otherwise;
        }

        if (TryParseEndPoint(text, out var endPoint))
        {
            return endPoint;
        }

        configuration.AddFault(setting.Key, $"'{text}' is not ADDRESS:PORT, such as 127.0.0.1:5081, [::1]:5081 or localhost:5081");
        return otherwise;
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

    private static string? FaultOf(string connectionString)
    {
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host) ? "names no Host" : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            return exception.Message;
        }
    }
}

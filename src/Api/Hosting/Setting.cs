using Levelset.Api.Options;

namespace Levelset.Api.Hosting;

/// <summary>One setting of the service: a key of the section Levelset, with its own option and environment variable.</summary>
/// <param name="Name">Its name in the section, as `Grpc`.</param>
/// <param name="Meaning">What it sets.</param>
/// <param name="Default">The value without it, as text.</param>
public sealed record Setting(string Name, string Meaning, string Default)
{
    /// <summary>The section of the service's own settings.</summary>
    public const string Section = "Levelset";

    public static Setting Grpc { get; } = new("Grpc", "ADDRESS:PORT for gRPC", "127.0.0.1:5081");

    public static Setting Http { get; } = new("Http", "ADDRESS:PORT for HTTP", "127.0.0.1:5080");

    public static Setting Database { get; } = new("Database", "Npgsql connection string", "a private cluster in --data");

    public static Setting Data { get; } = new("Data", "directory of the private cluster", new ServiceOptions().Data);

    public static Setting EventRetention { get; } = new("EventRetention", "event retention, in hours", "168");

    public static Setting MaximumEvents { get; } = new("MaximumEvents", "maximum number of events kept", "1000000");

    public static Setting ActivityRetention { get; } = new("ActivityRetention", "activity retention, in hours", "8760");

    public static Setting MaximumActivities { get; } = new("MaximumActivities", "maximum number of activities kept", "1000000");

    /// <summary>All of them, in the order of the help text.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Grpc, Http, Database, Data, EventRetention, MaximumEvents, ActivityRetention, MaximumActivities];

    /// <summary>The key in the configuration, as `Levelset:EventRetention`.</summary>
    public string Key => $"{Section}:{Name}";

    /// <summary>The option of the command line, as `--event-retention`.</summary>
    public string Option => $"--{Words('-').ToLowerInvariant()}";

    /// <summary>The environment variable, as `LEVELSET_EVENT_RETENTION`.</summary>
    public string Variable => $"LEVELSET_{Words('_').ToUpperInvariant()}";

    private string Words(char separator) =>
        string.Concat(Name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"{separator}{c}" : $"{c}"));
}

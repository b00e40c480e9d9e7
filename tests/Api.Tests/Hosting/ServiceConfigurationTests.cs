using System.Net;
using Levelset.Api.Hosting;
using Microsoft.Extensions.Configuration;

namespace Levelset.Api.Tests.Hosting;

public sealed class ServiceConfigurationTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    // One valid value for each setting, other than its default.
    private static readonly Dictionary<string, string> Examples = new()
    {
        ["Grpc"] = "127.0.0.1:7081",
        ["Http"] = "127.0.0.1:7080",
        ["Database"] = "Host=db",
        ["Data"] = "/srv/levelset",
        ["EventRetention"] = "24",
        ["MaximumEvents"] = "5000",
        ["ActivityRetention"] = "48",
        ["MaximumActivities"] = "6000",
    };

    public static TheoryData<string> Names => [.. Setting.All.Select(setting => setting.Name)];

    [Fact]
    public void Read_Nothing_GivesTheDefaults()
    {
        var configuration = Read(Nothing);

        Assert.Empty(configuration.Faults);
        Assert.Equal(("127.0.0.1:5081", "127.0.0.1:5080"), ($"{configuration.Options.Grpc}", $"{configuration.Options.Http}"));
        Assert.Null(configuration.Options.Database);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_EachSettingFromEachSource_IsTaken(string name)
    {
        using var directory = new ScratchDirectory();
        var setting = Setting.All.Single(one => one.Name == name);
        var value = Examples[name];
        var file = Write(directory, "file.json", $$"""{ "Levelset": { "{{name}}": "{{value}}" } }""");
        ServiceConfiguration[] ways =
        [
            Read(new() { [setting.Variable] = value }),
            Read(new() { [$"Levelset__{name}"] = value }),
            Read(Nothing, new GivenSetting(setting.Key, value, setting.Option)),
            ServiceConfiguration.Read([], file, Nothing, "/nonexistent", isSystemdService: false),
        ];

        Assert.All(ways, way => Assert.Empty(way.Faults));
        Assert.All(ways, way => Assert.Equal(value, Shown(way, name)));
        Assert.NotEqual(value, Shown(Read(Nothing), name));
    }

    [Fact]
    public void Read_EverySource_TakesTheLaterOne()
    {
        using var directory = new ScratchDirectory();
        Write(directory, "appsettings.json", """{ "Levelset": { "MaximumEvents": 1, "MaximumActivities": 1, "EventRetention": 1, "ActivityRetention": 1 } }""");
        var file = Write(directory, "file.json", """{ "Levelset": { "MaximumActivities": 2, "EventRetention": 2, "ActivityRetention": 2 } }""");
        var configuration = ServiceConfiguration.Read(
            [new GivenSetting("Levelset:ActivityRetention", "4", "--activity-retention")],
            file,
            new Dictionary<string, string> { ["LEVELSET_EVENT_RETENTION"] = "3", ["LEVELSET_ACTIVITY_RETENTION"] = "3" },
            directory.Path,
            isSystemdService: false);

        Assert.Empty(configuration.Faults);
        var options = configuration.Options;
        Assert.Equal(
            (1, 2, TimeSpan.FromHours(3), TimeSpan.FromHours(4)),
            (options.MaximumEvents, options.MaximumActivities, options.EventRetention, options.ActivityRetention));
    }

    [Fact]
    public void Read_EmptyVariable_LeavesTheFileInForce()
    {
        using var directory = new ScratchDirectory();
        Write(directory, "appsettings.json", """{ "Levelset": { "MaximumEvents": 7 } }""");
        var environment = new Dictionary<string, string> { ["LEVELSET_MAXIMUM_EVENTS"] = "", ["Levelset__MaximumEvents"] = "" };

        Assert.Equal(7, ServiceConfiguration.Read([], null, environment, directory.Path, isSystemdService: false).Options.MaximumEvents);
    }

    [Fact]
    public void Read_FileNamedByTheEnvironment_IsRead()
    {
        using var directory = new ScratchDirectory();
        var file = Write(directory, ".hidden.json", """{ "Levelset": { "MaximumEvents": 7 } }""");

        Assert.Equal(7, Read(new() { ["LEVELSET_CONFIG"] = file }).Options.MaximumEvents);
    }

    [Theory]
    [InlineData("127.0.0.1:1", "127.0.0.1:1")]
    [InlineData("localhost:5081", "127.0.0.1:5081")]
    [InlineData("[::1]:5081", "[::1]:5081")]
    [InlineData("0.0.0.0:0", "0.0.0.0:0")]
    public void Read_AnEndPoint_IsTaken(string text, string expected)
    {
        var configuration = Read(new() { ["LEVELSET_GRPC"] = text });

        Assert.Empty(configuration.Faults);
        Assert.Equal(IPEndPoint.Parse(expected), configuration.Options.Grpc);
    }

    [Theory]
    [InlineData("5081")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("::1")]
    [InlineData("::1:5081")]
    [InlineData("[::1]")]
    [InlineData("example.org:5081")]
    public void Read_NoEndPoint_IsNamedWithItsSourceAndWhatWouldBeRight(string text) => Assert.Equal(
        [$"Levelset:Grpc (LEVELSET_GRPC): '{text}' is not ADDRESS:PORT, such as 127.0.0.1:5081, [::1]:5081 or localhost:5081"],
        Read(new() { ["LEVELSET_GRPC"] = text }).Faults);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("7d")]
    [InlineData("99999999999")]
    public void Read_NoNumber_IsNamedWithWhatWouldBeRight(string text) => Assert.Equal(
        [$"Levelset:EventRetention (LEVELSET_EVENT_RETENTION): '{text}' is not a whole number from 1 to 100000"],
        Read(new() { ["LEVELSET_EVENT_RETENTION"] = text }).Faults);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Hosst=db;Password=secret")]
    [InlineData("Host=db;Port=x;Password=secret")]
    [InlineData("Username=levelset;Password=secret")]
    public void Read_NoConnectionString_IsNamedWithoutItsPassword(string text)
    {
        var fault = Assert.Single(Read(new() { ["LEVELSET_DATABASE"] = text }).Faults);

        Assert.StartsWith("Levelset:Database (LEVELSET_DATABASE): ", fault, StringComparison.Ordinal);
        Assert.EndsWith("; expected such as Host=db;Username=levelset;Database=levelset", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OnePortForBoth_IsRefused() => Assert.Contains(
        "cannot share a port",
        Assert.Single(Read(new() { ["LEVELSET_GRPC"] = "127.0.0.1:80", ["LEVELSET_HTTP"] = "127.0.0.1:80" }).Faults),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Levelset:Grcp", "x", "there is no such key; expected one of Levelset:Grpc, ")]
    [InlineData("Levelset:Grpc:Port", "x", "there is no such key")]
    [InlineData("Loging:LogLevel:Default", "Debug", "there is no section 'Loging'; expected Levelset or Logging")]
    [InlineData("Logging:LogLevels:Default", "Debug", "there is no such key; expected Logging:LogLevel:CATEGORY")]
    [InlineData("Logging:LogLevel:Levelset:Api", "Debug", "there is no such key")]
    [InlineData("Logging:Console:FormatterOptions:SingleLine", "false", "there is no such key")]
    [InlineData("Logging:LogLevel:Default", "Loud", "'Loud' is not a log level; expected Trace, Debug, Information, Warning, Error, Critical, None")]
    [InlineData("Logging:LogLevel:Default", "2", "'2' is not a log level")]
    [InlineData("Logging:LogLevel:Default", "", "'' is not a log level")]
    [InlineData("Logging:Console:LogLevel:Microsoft", "Loud", "'Loud' is not a log level")]
    [InlineData("Logging:Console:FormatterName", "xml", "'xml' is not one of simple, json, systemd")]
    [InlineData("Logging:Console:FormatterName", "", "'' is not one of simple, json, systemd")]
    [InlineData("Logging:Console:FormatterOptions:IncludeScopes", "yes", "'yes' is not true or false")]
    [InlineData("Logging:Console:FormatterOptions:UseUtcTimestamp", "1", "'1' is not true or false")]
    [InlineData("Logging:Console:FormatterOptions:TimestampFormat", "%", "'%' is not a format of date and time")]
    [InlineData("Logging:Console:LogToStandardErrorThreshold", "Loud", "'Loud' is not a log level")]
    public void Read_WrongKeyOrValue_IsAFaultThatNamesIt(string key, string value, string expected)
    {
        var fault = Assert.Single(Read(Nothing, new GivenSetting(key, value, $"--{key}")).Faults);

        Assert.StartsWith($"{key} (--{key}): {expected}", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logging:loglevel:Levelset.Api.Pools", "debug")]
    [InlineData("Logging:Console:LogLevel:Default", "Trace")]
    [InlineData("Logging:Console:FormatterName", "JSON")]
    [InlineData("Logging:Console:FormatterOptions:IncludeScopes", "true")]
    [InlineData("Logging:Console:FormatterOptions:UseUtcTimestamp", "true")]
    [InlineData("Logging:Console:FormatterOptions:TimestampFormat", "HH:mm:ss ")]
    [InlineData("Logging:Console:LogToStandardErrorThreshold", "Error")]
    public void Read_LoggingKey_IsTaken(string key, string value)
    {
        var configuration = Read(Nothing, new GivenSetting(key, value, $"--{key}"));

        Assert.Empty(configuration.Faults);
        Assert.Equal(value, configuration.Values[key]);
    }

    [Fact]
    public void Read_LoggingVariable_IsTaken() => Assert.Equal(
        "Debug",
        Read(new() { ["Logging__LogLevel__Default"] = "Debug" }).Values["Logging:LogLevel:Default"]);

    [Fact]
    public void Read_FaultsInEverySource_AreReportedTogether()
    {
        using var directory = new ScratchDirectory();
        var beside = Write(directory, "appsettings.json", """{ "Levelset": { "Grcp": 1, "Http": "b" }, "Kestrel": { "Limits": 1 } }""");
        var file = Path.Combine(directory.Path, "absent.json");
        var configuration = ServiceConfiguration.Read(
            [new GivenSetting("Loging:X", "1", "--Loging:X"), new GivenSetting("Levelset:Data", null, "--Levelset:Data")],
            file,
            new Dictionary<string, string> { ["LEVELSET_GRPC"] = "a", ["Logging__LogLevel__Default"] = "Loud" },
            directory.Path,
            isSystemdService: false);

        Assert.Equal(
            [
                file, "--Levelset:Data", $"Kestrel:Limits ({beside})", $"Levelset:Grcp ({beside})", "Loging:X (--Loging:X)",
                "Levelset:Grpc (LEVELSET_GRPC)", $"Levelset:Http ({beside})", "Logging:LogLevel:Default (Logging__LogLevel__Default)",
            ],
            configuration.Faults.Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("""{ "Levelset": { "Grpc": "127.0.0.1:1", "grpc": "127.0.0.1:2" } }""")]
    public void Read_FileThatIsNoSettings_IsAFaultThatNamesIt(string content)
    {
        using var directory = new ScratchDirectory();
        var file = Write(directory, "file.json", content);

        var fault = Assert.Single(ServiceConfiguration.Read([], file, Nothing, directory.Path, isSystemdService: false).Faults);

        Assert.StartsWith($"{file}: is not a JSON object of settings: ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SettingGivenTwice_IsRefused() => Assert.Equal(
        ["Levelset:Grpc (--Levelset:Grpc): was given before as --grpc; give it once"],
        Read(
            Nothing,
            new GivenSetting("Levelset:Grpc", "127.0.0.1:1", "--grpc"),
            new GivenSetting("Levelset:Grpc", "127.0.0.1:2", "--Levelset:Grpc")).Faults);

    [Theory]
    [InlineData(false, null, "simple")]
    [InlineData(true, null, "systemd")]
    [InlineData(true, "json", "json")]
    public void Read_Format_IsTheJournalsUnderSystemdUnlessChosen(bool isSystemdService, string? chosen, string expected)
    {
        GivenSetting[] commandLine = chosen is null ? [] : [new(LoggingSettings.Format, chosen, "--x")];

        Assert.Equal(
            expected,
            ServiceConfiguration.Read(commandLine, null, Nothing, "/nonexistent", isSystemdService).Values[LoggingSettings.Format]);
    }

    [Fact]
    public void Split_KeysAmongOptions_AreTakenOut()
    {
        var (options, keys) = ServiceCommand.Split(
            [
                "--grpc", "127.0.0.1:1", "--Logging:LogLevel:Levelset.Api.Pools", "Debug", "--http:127.0.0.1:2", "--Levelset:Data=/a=b",
                "--config:/x.json", "--A:B", "--once", "--C:D",
            ]);

        Assert.Equal(["--grpc", "127.0.0.1:1", "--http:127.0.0.1:2", "--config:/x.json", "--once"], options);
        Assert.Equal(
            [
                new("Logging:LogLevel:Levelset.Api.Pools", "Debug", "--Logging:LogLevel:Levelset.Api.Pools"),
                new("Levelset:Data", "/a=b", "--Levelset:Data"),
                new("A:B", null, "--A:B"),
                new GivenSetting("C:D", null, "--C:D"),
            ],
            keys);
    }

    private static ServiceConfiguration Read(Dictionary<string, string> environment, params GivenSetting[] commandLine) =>
        ServiceConfiguration.Read(commandLine, null, environment, "/nonexistent", isSystemdService: false);

    private static string Write(ScratchDirectory directory, string name, string content)
    {
        var path = Path.Combine(directory.Path, name);
        File.WriteAllText(path, content);
        return path;
    }

    // As it would be given.
    private static string? Shown(ServiceConfiguration configuration, string name) =>
        configuration.Options.GetType().GetProperty(name)!.GetValue(configuration.Options) switch
        {
            TimeSpan hours => $"{hours.TotalHours:0}",
            var value => value?.ToString(),
        };
}

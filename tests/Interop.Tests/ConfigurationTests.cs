using System.Text.RegularExpressions;

namespace Levelset.Interop.Tests;

/// <summary>The process with a configuration that is wrong: it says everything that is wrong and starts nothing.</summary>
public sealed class ConfigurationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_SeveralFaults_NamesThemAllAndStartsNothing()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.In("levelset.json");
        await File.WriteAllTextAsync(file, """{ "Levelset": { "Htpp": "127.0.0.1:1" }, "Logging": { "LogLevel": { "Default": "Loud" } } }""", Cancel);

        var result = await ChildProcess.RunAsync(
            Repository.Service,
            ["--config", file, "--data", directory.In("data"), "--grpc", "nowhere", "--Loging:LogLevel:Default=Debug", "--Logging:Console:FormatterName", "xml"],
            Cancel);

        Assert.True(result.ExitCode == 2, result.Transcript);
        Assert.Equal(
            [
                $"levelset-api: Levelset:Htpp ({file})",
                "levelset-api: Loging:LogLevel:Default (--Loging:LogLevel:Default)",
                "levelset-api: Levelset:Grpc (--grpc)",
                "levelset-api: Logging:Console:FormatterName (--Logging:Console:FormatterName)",
                $"levelset-api: Logging:LogLevel:Default ({file})",
            ],
            result.Errors.Split('\n').Select(line => Regex.Match(line, @"^levelset-api: .+? \(.+?\)").Value)
                .OrderBy(line => line.Contains("Logging:", StringComparison.Ordinal) ? line : "", StringComparer.Ordinal));
        Assert.Equal("", result.Output);
        Assert.False(Directory.Exists(directory.In("data")), "it created its data directory");
    }

    [Theory]
    [InlineData("{ \"Levelset\": ")]
    [InlineData(null)]
    public async Task Start_FileThatCannotBeRead_IsAFaultAndNoException(string? content)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.In("levelset.json");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, Cancel);
        }

        var result = await ChildProcess.RunAsync(Repository.Service, ["--config", file, "--data", directory.In("data")], Cancel);

        Assert.True(result.ExitCode == 2, result.Transcript);
        Assert.StartsWith($"levelset-api: {file}: ", Assert.Single(result.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownOption_IsRefused()
    {
        var result = await ChildProcess.RunAsync(Repository.Service, ["--gprc", "127.0.0.1:0"], Cancel);

        Assert.True(result.ExitCode == 1, result.Transcript);
        Assert.Contains("--gprc", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_TellsOfTheConfiguration()
    {
        var result = await ChildProcess.RunAsync(Repository.Service, ["--help"], Cancel);

        Assert.True(result.ExitCode == 0, result.Transcript);
        Assert.Contains("--Logging:LogLevel:Default Debug", result.Output, StringComparison.Ordinal);
        Assert.Contains("LEVELSET_CONFIG", result.Output, StringComparison.Ordinal);
    }
}

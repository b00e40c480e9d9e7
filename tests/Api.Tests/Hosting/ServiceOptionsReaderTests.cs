using System.Net;
using Levelset.Api.Hosting;
using Levelset.Api.Options;

namespace Levelset.Api.Tests.Hosting;

public sealed class ServiceOptionsReaderTests
{
    [Fact]
    public void Read_Nothing_GivesTheDefaults()
    {
        var faults = Read([], out var options);

        Assert.Empty(faults);
        Assert.Equal(("127.0.0.1:5081", "127.0.0.1:5080"), (options.Grpc.ToString(), options.Http.ToString()));
        Assert.Null(options.Database);
    }

    [Theory]
    [InlineData("127.0.0.1:1", "127.0.0.1:1")]
    [InlineData("localhost:5081", "127.0.0.1:5081")]
    [InlineData("[::1]:5081", "[::1]:5081")]
    [InlineData("0.0.0.0:0", "0.0.0.0:0")]
    public void Read_AnEndPoint_IsTaken(string text, string expected)
    {
        Assert.Empty(Read(new() { ["LEVELSET_GRPC"] = text }, out var options));

        Assert.Equal(IPEndPoint.Parse(expected), options.Grpc);
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
    public void Read_NoEndPoint_IsNamedWithWhatWouldBeRight(string text)
    {
        var fault = Assert.Single(Read(new() { ["LEVELSET_GRPC"] = text }, out _));

        Assert.Equal(
            $"--grpc (LEVELSET_GRPC): '{text}' is not ADDRESS:PORT, such as 127.0.0.1:5081, [::1]:5081 or localhost:5081",
            fault);
    }

    [Fact]
    public void Read_RetentionOfEvents_IsTaken()
    {
        Assert.Empty(Read(new() { ["LEVELSET_EVENT_RETENTION"] = "24", ["LEVELSET_MAXIMUM_EVENTS"] = "5000" }, out var options));

        Assert.Equal((TimeSpan.FromDays(1), 5000), (options.EventRetention, options.MaximumEvents));
    }

    [Fact]
    public void Read_RetentionOfActivities_IsTaken()
    {
        Assert.Empty(Read(new() { ["LEVELSET_ACTIVITY_RETENTION"] = "24", ["LEVELSET_MAXIMUM_ACTIVITIES"] = "5000" }, out var options));

        Assert.Equal((TimeSpan.FromDays(1), 5000), (options.ActivityRetention, options.MaximumActivities));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("7d")]
    [InlineData("99999999999")]
    public void Read_NoNumber_IsNamedWithWhatWouldBeRight(string text)
    {
        var fault = Assert.Single(Read(new() { ["LEVELSET_EVENT_RETENTION"] = text }, out _));

        Assert.Equal($"--event-retention (LEVELSET_EVENT_RETENTION): '{text}' is not a whole number from 1 to 100000", fault);
    }

    [Fact]
    public void Read_SeveralFaults_AreReportedTogether()
    {
        var faults = Read(
            new() { ["LEVELSET_GRPC"] = "a", ["LEVELSET_HTTP"] = "b", ["LEVELSET_DATABASE"] = "Username=levelset" },
            out _);

        Assert.Equal(
            ["--grpc (LEVELSET_GRPC)", "--http (LEVELSET_HTTP)", "--database (LEVELSET_DATABASE)"],
            faults.Select(fault => fault[..fault.IndexOf(':', StringComparison.Ordinal)]));
        Assert.All(faults, fault => Assert.Contains("such as", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Hosst=db")]
    [InlineData("Host=db;Port=x")]
    public void Read_NoConnectionString_IsNamedWithWhatWouldBeRight(string text)
    {
        var fault = Assert.Single(Read(new() { ["LEVELSET_DATABASE"] = text }, out _));

        Assert.StartsWith("--database (LEVELSET_DATABASE): ", fault, StringComparison.Ordinal);
        Assert.EndsWith("; expected such as Host=db;Username=levelset;Database=levelset", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OnePortForBoth_IsRefused()
    {
        var fault = Assert.Single(Read(new() { ["LEVELSET_GRPC"] = "127.0.0.1:80", ["LEVELSET_HTTP"] = "127.0.0.1:80" }, out _));

        Assert.Contains("cannot share a port", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OptionAndVariable_TakesTheOption()
    {
        Assert.Empty(ServiceOptionsReader.Read(
            name => name == "GRPC" ? "127.0.0.1:1" : null,
            name => name == "LEVELSET_GRPC" ? "127.0.0.1:2" : null,
            out var options));

        Assert.Equal(1, options.Grpc.Port);
    }

    private static IReadOnlyList<string> Read(Dictionary<string, string> environment, out ServiceOptions options) =>
        ServiceOptionsReader.Read(_ => null, environment.GetValueOrDefault, out options);
}

using System.Text.Json.Nodes;
using Grpc.Core;
using Levelset.Cli.Errors;

namespace Levelset.Cli.Tests;

/// <summary>Exit codes, and errors with all details from the service.</summary>
public sealed class ExitCodeTests(Fleet fleet)
{
    private readonly Harness.Levelset levelset = Harness.Levelset.To(fleet);

    [Theory]
    [InlineData(StatusCode.OK, 0)]
    [InlineData(StatusCode.NotFound, 3)]
    [InlineData(StatusCode.FailedPrecondition, 4)]
    [InlineData(StatusCode.Aborted, 4)]
    [InlineData(StatusCode.AlreadyExists, 4)]
    [InlineData(StatusCode.InvalidArgument, 5)]
    [InlineData(StatusCode.OutOfRange, 5)]
    [InlineData(StatusCode.Unavailable, 6)]
    [InlineData(StatusCode.DeadlineExceeded, 6)]
    [InlineData(StatusCode.Internal, 7)]
    [InlineData(StatusCode.Unauthenticated, 7)]
    [InlineData(StatusCode.Unimplemented, 7)]
    public void Of_Status_IsAsDocumented(StatusCode code, int expected) => Assert.Equal(expected, ExitCode.Of(code));

    [Fact]
    public async Task Errors_NotFound_IsThreeWithReasonAndMetadata()
    {
        var result = await levelset.RunAsync("pools", "show", "nothing");

        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("levelset: NOT_FOUND: pools/nothing does not exist", result.Errors, StringComparison.Ordinal);
        Assert.Contains("reason: POOL_NOT_FOUND (levelset.v1)", result.Errors, StringComparison.Ordinal);
        Assert.Contains("resource: pools/nothing", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_InvalidArgument_IsFiveAndNamesEveryField()
    {
        var result = await levelset.RunAsync("pools", "create", "Bad_Name", "--architecture", "x86_64", "--vendor", "Nobody", "--exclude", "nonsense");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("field pool_id: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("field pool.vendor: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("field pool.policy.excluded_features[0]: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_Precondition_IsFourAndJsonHasEveryViolation()
    {
        var result = await levelset.RunAsync("pools", "add-hosts", "intel", "milan", "nobody", "-o", "json");

        Assert.Equal(4, result.ExitCode);
        Assert.Empty(result.Output);
        var error = JsonNode.Parse(result.Errors)!["error"]!;
        Assert.Equal("FAILED_PRECONDITION", (string?)error["code"]);
        Assert.Equal(4, (int)error["exitCode"]!);
        var details = error["details"]!.AsArray();
        Assert.Equal("HOSTS_DO_NOT_FIT", (string?)details[0]!["reason"]);
        var subjects = details.Single(detail => ((string)detail!["@type"]!).EndsWith("PreconditionFailure", StringComparison.Ordinal))!["violations"]!
            .AsArray().Select(violation => (string)violation!["subject"]!).Distinct();
        Assert.Equal(["hosts/milan", "hosts/nobody"], subjects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Errors_RefusedPreview_IsOne() =>
        await levelset.OutputAsync(1, "pools", "add-hosts", "intel", "milan", "--dry-run");

    [Fact]
    public async Task Errors_NobodyListens_IsSixAndNamesTheAddress()
    {
        var result = await levelset.RunAsync("pools", "list", "--service", "http://127.0.0.1:1");

        Assert.Equal(6, result.ExitCode);
        Assert.Contains("Connection refused", result.Errors, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1 (--service)", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("pools show")]
    [InlineData("pools show hosts/a")]
    [InlineData("pools list -o xml")]
    [InlineData("pools list --limit 0")]
    [InlineData("pools list --service nowhere")]
    [InlineData("pools add-hosts intel")]
    [InlineData("pools policy intel")]
    [InlineData("what-if intel")]
    [InlineData("check p h --waive nothing")]
    [InlineData("compare a b")]
    public async Task Usage_NotRight_IsTwoAndSaysSoOnStandardError(string command)
    {
        // In this process: none of these gets as far as the service.
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var exitCode = await CommandLine.RunAsync(command.Split(' '), output, errors);

        Assert.True(exitCode == 2, $"ended with {exitCode}: {errors}");
        Assert.Empty(output.ToString());
        Assert.StartsWith("levelset: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_NotRightWithJson_IsOneObject()
    {
        var result = await levelset.RunAsync("pools", "delete", "intel", "-o", "json");

        var error = JsonNode.Parse(result.Errors)!["error"]!;
        Assert.Equal("USAGE", (string?)error["code"]);
        Assert.Contains("--yes", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupt_Watch_EndsWith130AndNoComplaint()
    {
        using var process = levelset.Start(Programs.Levelset, "watch", "pools");
        Assert.NotNull(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        Signals.Send(process.Id, 2);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, process.ExitCode);
        Assert.Empty(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task BrokenPipe_ReaderGoesAway_EndsQuietly()
    {
        var result = await levelset.RunProgramAsync("/bin/bash", "-c", "set -o pipefail; levelset features -o json | head -1");

        Assert.Equal("[\n", result.RequireSuccess().Output);
        Assert.Empty(result.Errors);
    }
}

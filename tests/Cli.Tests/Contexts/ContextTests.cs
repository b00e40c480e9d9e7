namespace Levelset.Cli.Tests.Contexts;

/// <summary>Which service is spoken to, and with which credentials.</summary>
public sealed class ContextTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly Harness.Levelset levelset;

    public ContextTests() => levelset = Harness.Levelset.Alone(directory.FullName);

    private string ConfigurationFile => directory.In("levelset/config.yaml");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Set_Contexts_AreStoredForTheirOwnerAlone()
    {
        await levelset.OutputAsync(0, "context", "set", "lab", "--service", "http://127.0.0.1:1");
        await levelset.OutputAsync(0, "context", "set", "prod", "--service", "https://levelset.example:5081", "--token-file", directory.In("token"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ConfigurationFile));
        Assert.Equal(ConfigurationFile, Assert.Single(Directory.EnumerateFiles(directory.In("levelset"))));
        var output = await levelset.OutputAsync(0, "context", "list");
        Assert.Matches(@"(?m)^\* +lab +http://127.0.0.1:1 +none", output);
        await levelset.OutputAsync(0, "context", "use", "prod");
        await levelset.OutputAsync(0, "context", "remove", "lab");
        Assert.Matches(@"(?m)^\* +prod +https://levelset.example:5081 +\S+/token", await levelset.OutputAsync(0, "context", "list"));
        await levelset.OutputAsync(3, "context", "use", "lab");
    }

    [Fact]
    public async Task Choice_SeveralSources_AreAskedInTheDocumentedOrder()
    {
        await levelset.OutputAsync(0, "context", "set", "current", "--service", "http://127.0.0.1:2");
        await levelset.OutputAsync(0, "context", "set", "named", "--service", "http://127.0.0.1:3");

        await AssertSpeaksToAsync("http://127.0.0.1:2", levelset);
        var variable = levelset.With("LEVELSET_SERVICE", "http://127.0.0.1:4");
        await AssertSpeaksToAsync("http://127.0.0.1:4", variable);
        await AssertSpeaksToAsync("http://127.0.0.1:3", variable, "--context", "named");
        await AssertSpeaksToAsync("http://127.0.0.1:6", variable, "--service", "http://127.0.0.1:6");
        await levelset.OutputAsync(2, "pools", "list", "--service", "http://127.0.0.1:6", "--context", "named");
    }

    [Fact]
    public async Task Token_OfAContext_IsSentWithItsCallsAndNowhereElse()
    {
        await using var server = await RecordingServer.StartAsync();
        await using var other = await RecordingServer.StartAsync();
        await (levelset with { Input = "s3cret\n" }).OutputAsync(0, "context", "set", "lab", "--service", server.Address, "--token", "-");

        var result = await levelset.RunAsync("pools", "list");
        Assert.Equal(7, result.ExitCode);
        Assert.Contains("levelset: UNAUTHENTICATED: not you", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["Bearer s3cret"], server.Authorizations);
        await levelset.OutputAsync(7, "watch", "pools");
        Assert.Equal(["Bearer s3cret", "Bearer s3cret"], server.Authorizations);
        await levelset.OutputAsync(7, "pools", "list", "--service", other.Address);
        Assert.Equal([""], other.Authorizations);
        Assert.DoesNotContain("s3cret", await levelset.OutputAsync(0, "context", "list", "-o", "json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_FromAFile_IsReadAtEveryCall()
    {
        await using var server = await RecordingServer.StartAsync();
        var file = directory.In("token");
        await File.WriteAllTextAsync(file, "first\n", TestContext.Current.CancellationToken);
        await levelset.OutputAsync(0, "context", "set", "lab", "--service", server.Address, "--token-file", file);

        await levelset.OutputAsync(7, "pools", "list");
        await File.WriteAllTextAsync(file, "second\n", TestContext.Current.CancellationToken);
        await levelset.OutputAsync(7, "pools", "list");

        Assert.Equal(["Bearer first", "Bearer second"], server.Authorizations);
    }

    [Fact]
    public async Task Token_ToAnotherMachineWithoutTls_IsNotSent()
    {
        var file = directory.In("token");
        await File.WriteAllTextAsync(file, "s3cret", TestContext.Current.CancellationToken);

        var result = await levelset.RunAsync("pools", "list", "--service", "http://levelset.example:5081", "--token-file", file);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("use https://", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_OwnAuthority_IsTrustedOnlyWhereNamed()
    {
        var caFile = directory.In("ca.pem");
        await using var server = await RecordingServer.StartAsync(caFile);
        await levelset.OutputAsync(0, "context", "set", "lab", "--service", server.Address, "--ca-file", caFile);

        Assert.StartsWith("https://", server.Address, StringComparison.Ordinal);
        await levelset.OutputAsync(7, "pools", "list");
        var stranger = await levelset.RunAsync("pools", "list", "--service", server.Address);
        Assert.Equal(6, stranger.ExitCode);
        Assert.Contains("certificate", stranger.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("current: nowhere\n", "context 'nowhere' not found")]
    [InlineData("contexts:\n  lab:\n    service: nonsense\n", "contexts.lab.service: invalid address 'nonsense'; expected http://HOST:PORT")]
    [InlineData("contexts:\n  lab:\n    servise: http://a:1\n", "servise")]
    [InlineData("contexts: [\n", "config.yaml:")]
    public async Task ConfigurationFile_NotRight_IsTwoAndNamesFileAndFault(string text, string fault)
    {
        Directory.CreateDirectory(directory.In("levelset"));
        await File.WriteAllTextAsync(ConfigurationFile, text, TestContext.Current.CancellationToken);

        var result = await levelset.RunAsync("pools", "list");

        Assert.True(result.ExitCode == 2, result.Transcript);
        Assert.Contains(ConfigurationFile, result.Errors, StringComparison.Ordinal);
        Assert.Contains(fault, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfigurationFile_TokenThatOthersMayRead_IsSaid()
    {
        await (levelset with { Input = "s3cret" }).OutputAsync(0, "context", "set", "lab", "--service", "http://127.0.0.1:1", "--token", "-");
        File.SetUnixFileMode(ConfigurationFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Contains("chmod 600", (await levelset.RunAsync("pools", "list")).Errors, StringComparison.Ordinal);
    }

    private static async Task AssertSpeaksToAsync(string address, Harness.Levelset levelset, params string[] options)
    {
        var result = await levelset.RunAsync(["pools", "list", .. options]);
        Assert.Equal(6, result.ExitCode);
        Assert.Contains($"service: {address} ", result.Errors, StringComparison.Ordinal);
    }
}

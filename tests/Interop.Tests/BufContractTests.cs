namespace Levelset.Interop.Tests;

/// <summary>The contract itself, judged by buf.</summary>
public sealed class BufContractTests(InteropFixture fixture)
{
    // What clients may have been written against, as text that can be reviewed. To be made anew when a release publishes
    // more: buf build protos --exclude-source-info -o protos/published.yaml
    private const string Published = "protos/published.yaml";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lint_Protos_FindsNothing() => (await BufAsync("lint", Repository.Protos)).RequireSuccess();

    [Fact]
    public async Task Format_Protos_ChangesNothing() =>
        (await BufAsync("format", "--diff", "--exit-code", Repository.Protos)).RequireSuccess();

    [Fact]
    public async Task Breaking_AgainstWhatIsPublished_FindsNothing() => (await BreakingAsync(Repository.Protos)).RequireSuccess();

    [Theory]
    [InlineData("pools.proto", "  string etag = 12;\n", "", "Previously present field \"12\" with name \"etag\" on message \"Pool\" was deleted")]
    [InlineData("features.proto", "fixed64 xsave = 2", "uint64 xsave = 2", "changed type from \"fixed64\" to \"uint64\"")]
    [InlineData("pools.proto", "rpc ListBaselines(", "rpc EnumerateBaselines(", "\"ListBaselines\" on service \"PoolService\" was deleted")]
    public async Task Breaking_ContractBroken_IsNamed(string file, string text, string replacement, string complaint)
    {
        using var copy = CopyWith(file, text, replacement);

        var result = await BreakingAsync(copy.FullName);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(complaint, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Breaking_FieldAdded_IsAllowed()
    {
        using var copy = CopyWith("pools.proto", "  string etag = 12;\n", "  string etag = 12;\n  string colour = 99;\n");

        (await BreakingAsync(copy.FullName)).RequireSuccess();
    }

    [Fact]
    public async Task Lint_FieldInCamelCase_IsNamed()
    {
        using var copy = CopyWith("pools.proto", "uint32 host_count", "uint32 hostCount");

        var result = await BufAsync("lint", copy.FullName);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("hostCount", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Format_LineOutOfPlace_IsShown()
    {
        using var copy = CopyWith("pools.proto", "  uint32 host_count", "     uint32 host_count");

        var result = await BufAsync("format", "--diff", "--exit-code", copy.FullName);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("host_count", result.Output, StringComparison.Ordinal);
    }

    private static TemporaryDirectory CopyWith(string file, string text, string replacement)
    {
        var copy = new TemporaryDirectory();
        foreach (var source in Directory.EnumerateFiles(Repository.Protos, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) == ".proto" || Path.GetFileName(path) == "buf.yaml"))
        {
            var content = File.ReadAllText(source);
            if (Path.GetFileName(source) == file)
            {
                Assert.Contains(text, content, StringComparison.Ordinal);
                content = content.Replace(text, replacement, StringComparison.Ordinal);
            }

            var target = copy.In(Path.GetRelativePath(Repository.Protos, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, content);
        }

        return copy;
    }

    private Task<ProcessResult> BreakingAsync(string protos) => BufAsync("breaking", protos, "--against", Published);

    private async Task<ProcessResult> BufAsync(params string[] arguments) =>
        await (await fixture.BufAsync()).RunAsync(arguments, Cancel);
}

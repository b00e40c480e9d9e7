using System.Text.Json.Nodes;
using Levelset.Core.Features;
using Levelset.V1;

namespace Levelset.Cli.Tests.Offline;

/// <summary>Baselines without a service are those of the service.</summary>
public sealed class ComputeTests(Fleet fleet) : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly Harness.Levelset levelset = Harness.Levelset.Alone("/nonexistent").With("LEVELSET_SERVICE", "http://127.0.0.1:1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Compute_MembersOfAPool_GivesThePoolsBaselineAndMasks()
    {
        string[] files = [await ProbeAsync("cascade-lake"), await ProbeAsync("ice-lake-sp")];
        var tree = JsonNode.Parse(await levelset.OutputAsync(0, ["compute", .. files, "-o", "json"]))!;
        var pool = await new PoolService.PoolServiceClient(fleet.Channel)
            .GetBaselineAsync(new GetBaselineRequest { Name = "pools/intel/baselines/2" }, cancellationToken: Cancel);

        Assert.Equal([.. pool.Features.ProcessorBanks.Select(FeatureSetText.ToHex), FeatureSetText.ToHex(pool.Features.Xsave)], Words(tree["baseline"]!));
        Assert.Equal(
            pool.Dropped.Where(dropped => dropped.Reason == DropReason.NotOffered).Select(dropped => dropped.Feature.Name),
            tree["dropped"]!.AsArray().Where(dropped => (string?)dropped!["reason"] == "DROP_REASON_NOT_OFFERED").Select(dropped => (string)dropped!["feature"]!));
        Assert.Contains(tree["dropped"]!.AsArray(), dropped => (string?)dropped!["feature"] == "sha" && (string?)dropped["files"]![0] == files[0]);
        var hosts = new HostService.HostServiceClient(fleet.Channel);
        foreach (var (name, machine) in new[] { "cascade-lake", "ice-lake-sp" }.Zip(tree["machines"]!.AsArray()))
        {
            var arguments = await hosts.GetCreationArgumentsAsync(
                new GetCreationArgumentsRequest { Host = $"hosts/{name}", Pool = "pools/intel" },
                cancellationToken: Cancel);
            Assert.Equal(Convert.ToHexStringLower(arguments.CreatePartitionV2.Span), (string?)machine!["createPartitionV2"]);
            Assert.Equal(
                [.. arguments.DisableMask.ProcessorBanks.Select(FeatureSetText.ToHex), FeatureSetText.ToHex(arguments.DisableMask.Xsave)],
                Words(machine["disableMask"]!));
        }

        Assert.Equal((int)pool.Properties.PhysicalAddressWidth, (int)tree["properties"]!["physicalAddressWidth"]!);
    }

    [Fact]
    public async Task Compute_Table_NamesFilesThatLackFeaturesAndEveryMask()
    {
        var (old, recent) = (await ProbeAsync("cascade-lake"), await ProbeAsync("emerald-rapids"));
        var output = await levelset.OutputAsync(0, "compute", old, recent);

        Assert.Contains($"not supported by {old}:", output, StringComparison.Ordinal);
        Assert.Matches($@"(?m)^{old} +0x[0-9a-f]{{16}} +0x[0-9a-f]{{16}} +0x[0-9a-f]{{16}} +0x", output);
    }

    [Fact]
    public async Task Compute_StandardInput_IsReadFromTheAgentItself()
    {
        var probe = await File.ReadAllTextAsync(await ProbeAsync("milan"), Cancel);
        var output = await (levelset with { Input = probe }).OutputAsync(0, "compute", "-", "--exclude", "sha");

        Assert.StartsWith("1 host, AuthenticAMD x86_64", output, StringComparison.Ordinal);
        Assert.Contains("  excluded:\n    sha\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compute_UnknownBitThatOnlyOneOffers_IsSwitchedOffThereAlone()
    {
        const ulong Unknown = 1ul << 62;
        var (one, other) = (await ProbeAsync("milan"), await ProbeAsync("genoa"));
        var probe = JsonNode.Parse(await File.ReadAllTextAsync(one, Cancel))!;
        probe["words"]!["bank1"] = FeatureSetText.ToHex(Hex((string)probe["words"]!["bank1"]!) | Unknown);
        await File.WriteAllTextAsync(one, probe.ToJsonString(), Cancel);

        var tree = JsonNode.Parse(await levelset.OutputAsync(0, "compute", one, other, "-o", "json"))!;

        var masks = tree["machines"]!.AsArray().Select(machine => Hex(Words(machine!["disableMask"]!).ElementAt(1)) & Unknown);
        Assert.Equal([Unknown, 0ul], masks);
        Assert.Contains(tree["dropped"]!.AsArray(), dropped => (string?)dropped!["feature"] == "bank1:62");
    }

    [Theory]
    [InlineData("vendor", "milan")]
    [InlineData("architecture", "neoverse-n2")]
    public async Task Compute_MachinesThatCannotShareAPool_AreRefusedByName(string what, string other)
    {
        var (intel, stranger) = (await ProbeAsync("ice-lake-sp"), await ProbeAsync(other));
        var result = await levelset.RunAsync("compute", intel, stranger);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"they differ in {what}", result.Errors, StringComparison.Ordinal);
        Assert.Contains(intel, result.Errors, StringComparison.Ordinal);
        Assert.Contains(stranger, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compute_FilesThatAreNotRight_AreAllNamed()
    {
        var broken = directory.In("broken.json");
        await File.WriteAllTextAsync(broken, "{", Cancel);
        var strange = directory.In("strange.json");
        await File.WriteAllTextAsync(strange, """{"architecture": "x86_64", "vendor": "Nobody", "words": {"bank0": "12"}, "properties": {}}""", Cancel);

        var result = await levelset.RunAsync("compute", broken, strange, directory.In("absent.json"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("broken.json: invalid JSON", result.Errors, StringComparison.Ordinal);
        Assert.Contains("strange.json: vendor: invalid value 'Nobody'", result.Errors, StringComparison.Ordinal);
        Assert.Contains("strange.json: words: bank0: '12'", result.Errors, StringComparison.Ordinal);
        Assert.Contains("strange.json: words: xsave is missing", result.Errors, StringComparison.Ordinal);
        Assert.Contains("absent.json: cannot be read", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compute_Arm_HasNoXsaveWord()
    {
        var output = await levelset.OutputAsync(0, "compute", await ProbeAsync("neoverse-n1"), await ProbeAsync("neoverse-v2"));

        Assert.StartsWith("2 hosts, Arm arm64", output, StringComparison.Ordinal);
        Assert.DoesNotContain("xsave  ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compute_RealProcessors_IsTheAndOfWhatTheyOffer()
    {
        var dumps = Collection();
        var probes = await Task.WhenAll(dumps.Select(dump => ProbeAsync(dump.Name, "--cpuid", dump.Path)));
        var tree = JsonNode.Parse(await levelset.OutputAsync(0, ["compute", .. probes, "-o", "json"]))!;

        var words = probes.Select(file => JsonNode.Parse(File.ReadAllText(file))!["words"]!).ToList();
        string[] names = ["bank0", "bank1", "xsave"];
        foreach (var (name, baseline) in names.Zip(Words(tree["baseline"]!)))
        {
            var common = words.Select(word => Hex((string)word[name]!)).Aggregate((a, b) => a & b);
            var required = tree["dropped"]!.AsArray()
                .Where(dropped => (string?)dropped!["word"] == name && (string?)dropped["reason"] == "DROP_REASON_REQUIRES")
                .Aggregate(0ul, (mask, dropped) => mask | (1ul << (int)dropped!["bit"]!));
            Assert.Equal(common & ~required, Hex(baseline));
        }

        foreach (var (word, machine) in words.Zip(tree["machines"]!.AsArray()))
        {
            // What each would give: offered and not switched off, which is the same on all.
            var given = names.Zip(Words(machine!["disableMask"]!), (name, mask) => Hex((string)word[name]!) & ~Hex(mask));
            Assert.Equal(Words(tree["machines"]![0]!["features"]!).Select(Hex), given);
        }
    }

    private static List<(string Name, string Path)> Collection()
    {
        var folder = Path.Combine(Path.GetDirectoryName(Repository.Root)!, "shared", "cpus", "x86_64");
        Prerequisite.Require(Directory.Exists(folder), "shared/cpus was not found beside the repository");
        var dumps = Directory.EnumerateFiles(folder, "*epyc*.json").Order(StringComparer.Ordinal).Take(4)
            .Select(path => (Path.GetFileNameWithoutExtension(path), path)).ToList();
        Assert.True(dumps.Count > 2);
        return dumps;
    }

    private static ulong Hex(string text) => Convert.ToUInt64(text[2..], 16);

    private static IEnumerable<string> Words(JsonNode set) =>
        set["processorBanks"]!.AsArray().Append(set["xsave"]).Select(word => (string)word!);

    private async Task<string> ProbeAsync(string name, params string[] options)
    {
        string[] source = options.Length > 0 ? options : ["--profile", name];
        var file = directory.In($"{name}.json");
        var result = await levelset.RunProgramAsync(Programs.Agent, ["probe", "--json", "--device", "simulated", .. source]);
        await File.WriteAllTextAsync(file, result.RequireSuccess().Output, Cancel);
        return file;
    }
}

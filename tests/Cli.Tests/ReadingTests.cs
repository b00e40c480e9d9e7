using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Levelset.V1;
using YamlDotNet.Serialization;

namespace Levelset.Cli.Tests;

/// <summary>What the fleet is shown to be, in every form.</summary>
public sealed class ReadingTests(Fleet fleet)
{
    private readonly Harness.Levelset levelset = Harness.Levelset.To(fleet);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PoolsList_Table_NamesGenerationsAndCounts()
    {
        var output = await levelset.OutputAsync(0, "pools", "list");

        Assert.StartsWith("NAME ", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^pools/intel +x86_64 +GenuineIntel +2 +\d+ +2 +1 +no$", output);
        Assert.DoesNotContain("\e", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PoolsShow_Json_IsTheMessageWithNothingLost()
    {
        var json = await levelset.OutputAsync(0, "pools", "show", "intel", "-o", "json");
        var client = new PoolService.PoolServiceClient(fleet.Channel);
        var pool = await client.GetPoolAsync(new GetPoolRequest { Name = "pools/intel" }, cancellationToken: Cancel);

        Assert.Equal(pool, JsonParser.Default.Parse<Pool>(json));
        Assert.Contains("\"displayName\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PoolsShow_WithAndWithoutItsCollection_IsTheSame() =>
        Assert.Equal(await levelset.OutputAsync(0, "pools", "show", "intel"), await levelset.OutputAsync(0, "pools", "show", "pools/intel"));

    [Theory]
    [InlineData("hosts list")]
    [InlineData("pools list")]
    [InlineData("partitions list")]
    [InlineData("baselines list intel")]
    [InlineData("hosts reports ice-lake-sp")]
    public async Task Lists_Json_AreArraysAndYamlTheSameTree(string command)
    {
        var arguments = command.Split(' ');
        JsonNode json;
        string yaml;

        // Other tests make pools meanwhile: what was read between two equal readings is compared.
        do
        {
            json = await levelset.JsonAsync([.. arguments, "--limit", "1"]);
            yaml = await levelset.OutputAsync(0, [.. arguments, "--limit", "1", "-o", "yaml"]);
        }
        while (Lasting(json) != Lasting(await levelset.JsonAsync([.. arguments, "--limit", "1"])));

        Assert.Single(Assert.IsType<JsonArray>(json));
        var read = new DeserializerBuilder().Build().Deserialize<object>(yaml);
        var again = JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(read))!;
        AssertSameText(json, again);
    }

    [Fact]
    public async Task HostsList_Wide_ShowsWordsInHexBesideNames()
    {
        var output = await levelset.OutputAsync(0, "hosts", "list", "-o", "wide", "--pool", "intel");

        Assert.Contains("hosts/cascade-lake", output, StringComparison.Ordinal);
        Assert.Contains("bank0 0x100579ffa7f7859f  bank1 0x0000000000060043  xsave 0x0000000000043fff", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hosts/milan", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostsList_Limit_SaysOnStandardErrorThatThereIsMore()
    {
        var result = await levelset.RunAsync("hosts", "list", "--limit", "2");

        Assert.Equal(3, result.RequireSuccess().Output.TrimEnd().Split('\n').Length);
        Assert.Contains("showing the first 2; there are more", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostsShow_Host_TellsStateProcessorAndFeatures()
    {
        var output = await levelset.OutputAsync(0, "hosts", "show", "hosts/ice-lake-sp");

        Assert.Matches(@"(?m)^state +READY$", output);
        Assert.Contains("Xeon(R) Gold 6330", output, StringComparison.Ordinal);
        Assert.Contains("avx512_vnni", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^bank1 +0x0000000000060053$", output);
    }

    [Fact]
    public async Task BaselinesShow_Current_NamesHostsThatLackFeatures()
    {
        var output = await levelset.OutputAsync(0, "baselines", "show", "intel");

        Assert.Matches(@"(?m)^name +pools/intel/baselines/2$", output);
        Assert.Contains("not supported by hosts/cascade-lake:", output, StringComparison.Ordinal);
        Assert.Contains("    sha", output, StringComparison.Ordinal);
        Assert.Equal(output, await levelset.OutputAsync(0, "baselines", "show", "pools/intel/baselines/2"));
    }

    [Fact]
    public async Task BaselinesDiff_Generations_NamesLostFeaturesAndHosts()
    {
        var output = await levelset.OutputAsync(0, "baselines", "diff", "intel", "1", "2");

        Assert.Matches(@"(?m)^lost \d+ features?:$", output);
        Assert.Contains("not supported by hosts/cascade-lake", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Pool_SaysWhatRemovalsGain()
    {
        var output = await levelset.OutputAsync(0, "explain", "intel");

        Assert.Contains("Features gained by removing hosts", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^hosts/cascade-lake +\d+ +0 +\d+: sha ", output);
    }

    [Fact]
    public async Task Features_OfAPool_MarksThoseInItsBaseline()
    {
        var output = await levelset.OutputAsync(0, "features", "--pool", "intel", "sha", "avx2", "xsave:2");

        Assert.Matches(@"(?m)^no +bank\d +\d+ +sha +capability", output);
        Assert.Matches(@"(?m)^yes +xsave +\d+ +avx2 +capability +avx ", output);
    }

    [Fact]
    public async Task Features_Json_HasEveryPositionOfTheCatalogue()
    {
        var tree = await levelset.JsonAsync("features");

        Assert.Equal(Core.Catalogues.Catalogue.X86_64.Features.Length, tree.AsArray().Count);
        var vnni = tree.AsArray().Single(feature => (string?)feature!["name"] == "avx512_vnni")!;
        Assert.Equal("xsave", (string?)vnni["word"]);
        Assert.Contains(vnni["requires"]!.AsArray(), requirement => (string?)requirement!["feature"] == "avx512");
    }

    [Fact]
    public async Task Compare_TwoHosts_NamesWhatOnlyOneHas()
    {
        var output = await levelset.OutputAsync(0, "compare", "hosts/cascade-lake", "hosts/ice-lake-sp");

        Assert.Contains("Only in hosts/ice-lake-sp: ", output, StringComparison.Ordinal);
        Assert.Contains("vaes", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SuggestPools_WholeFleet_DividesByVendor()
    {
        var tree = await levelset.JsonAsync("suggest-pools", "--pools", "2");

        Assert.Equal(["AuthenticAMD", "GenuineIntel"], tree["pools"]!.AsArray().Select(pool => (string)pool!["vendor"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Check_FittingHost_PrintsTheStructInHex()
    {
        // emerald-rapids is in no pool, so the rule of pools has to be waived.
        var output = await levelset.OutputAsync(0, "check", fleet.Partition, "emerald-rapids", "--waive-pool", "drill");
        var expected = await new MigrationService.MigrationServiceClient(fleet.Channel).CheckMigrationAsync(
            new CheckMigrationRequest { Partition = $"partitions/{fleet.Partition}", TargetHost = "hosts/emerald-rapids", PoolWaiver = "drill" },
            cancellationToken: Cancel);

        Assert.Contains($"partitions/{fleet.Partition} can move to hosts/emerald-rapids", output, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(expected.CreationArguments.CreatePartitionV2.Span), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_HostThatLacksFeatures_EndsWithOneAndNamesEveryBlocker()
    {
        var output = await levelset.OutputAsync(1, "check", fleet.Partition, "cascade-lake");
        var verdict = JsonParser.Default.Parse<Verdict>(await levelset.OutputAsync(1, "check", fleet.Partition, "cascade-lake", "-o", "json"));

        Assert.False(verdict.Compatible);
        Assert.NotEmpty(verdict.Blockers);
        Assert.All(verdict.Blockers, blocker => Assert.Contains($"{blocker.Feature.Name} ({blocker.Feature.Word}:{blocker.Feature.Bit})", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_SeveralHosts_OneLineForEach()
    {
        var result = await levelset.RunAsync("check", fleet.Partition, "cascade-lake", "emerald-rapids", "milan");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"(?m)hosts/cascade-lake +no +FEATURE_MISSING", result.Output);
        Assert.Matches(@"(?m)hosts/milan +no +VENDOR_DIFFERS", result.Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Targets_OfThePartition_SayWhyNot()
    {
        // Its own host is left out; the only other member lacks features.
        var output = await levelset.OutputAsync(1, "targets", fleet.Partition);

        Assert.Matches(@"(?m)^hosts/cascade-lake +pools/intel +no", output);
    }

    [Fact]
    public async Task Evacuate_StuckPartition_EndsWithOneAndSaysWhatKeepsIt()
    {
        var output = await levelset.OutputAsync(1, "evacuate", "ice-lake-sp");

        Assert.StartsWith("1 partition to move, 1 stuck", output, StringComparison.Ordinal);
        Assert.Contains($"partitions/{fleet.Partition} cannot move to", output, StringComparison.Ordinal);
        await levelset.OutputAsync(0, "evacuate", "emerald-rapids");
    }

    [Fact]
    public async Task Mobility_LoweredBaseline_SaysWhichGenerationLimitsIt()
    {
        var output = await levelset.OutputAsync(0, "partitions", "mobility", fleet.Partition);

        Assert.Contains("lowered by generation 2", output, StringComparison.Ordinal);
        Assert.Contains(fleet.Partition, await levelset.OutputAsync(0, "partitions", "power-cycles", "intel"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostsArguments_OwnPool_AreThoseOfTheService()
    {
        var output = await levelset.OutputAsync(0, "hosts", "arguments", "ice-lake-sp");
        var expected = await new HostService.HostServiceClient(fleet.Channel).GetCreationArgumentsAsync(
            new GetCreationArgumentsRequest { Host = "hosts/ice-lake-sp", Pool = "pools/intel" },
            cancellationToken: Cancel);

        Assert.Contains(Convert.ToHexStringLower(expected.CreatePartitionV2.Span), output, StringComparison.Ordinal);
    }

    // Heartbeats change it all the time.
    private static string Lasting(JsonNode? json) => Regex.Replace(json!.ToJsonString(), "\"lastSeenTime\":\"[^\"]*\"", "");

    private static void AssertSameText(JsonNode? json, JsonNode? yaml)
    {
        switch (json)
        {
            case JsonObject members:
                Assert.Equal(members.Select(member => member.Key), yaml!.AsObject().Select(member => member.Key));

                // Heartbeats change it all the time.
                Assert.All(members.Where(member => member.Key != "lastSeenTime"), member => AssertSameText(member.Value, yaml[member.Key]));
                break;
            case JsonArray items:
                Assert.Equal(items.Count, yaml!.AsArray().Count);
                Assert.All(items.Index(), item => AssertSameText(item.Item, yaml[item.Index]));
                break;
            default:
                Assert.Equal(json?.ToString(), yaml?.ToString());
                break;
        }
    }
}

using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Levelset.Agent.Devices;
using Levelset.Agent.Tests.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Agent.Tests.Commands;

public sealed class ProbeCommandTests
{
    [Fact]
    public async Task Probe_Json_HasEveryMemberInItsForm()
    {
        var json = await ProbeJsonAsync("--profile", "genoa");

        Assert.Equal("x86_64", json.GetProperty("architecture").GetString());
        Assert.Equal("AuthenticAMD", json.GetProperty("vendor").GetString());
        Assert.True(json.GetProperty("simulated").GetBoolean());
        Assert.Equal("simulated from profile genoa", json.GetProperty("device").GetString());
        Assert.Equal(Catalogue.X86_64.Version, json.GetProperty("catalogue_version").GetString());
        Assert.Equal(["bank0", "bank1", "xsave"], Names(json.GetProperty("words")));
        Assert.All(json.GetProperty("words").EnumerateObject(), word => Assert.Matches("^0x[0-9a-f]{16}$", word.Value.GetString()));
        Assert.Equal(0, json.GetProperty("unreported_words").GetArrayLength());
        Assert.Equal(
            ["physical_address_width", "cache_line_flush_size", "xsave_states", "max_xsave_data_size", "processor_clock_frequency"],
            Names(json.GetProperty("properties")));
        Assert.Equal(52, json.GetProperty("properties").GetProperty("physical_address_width").GetInt32());
    }

    [Theory]
    [InlineData("genoa")]
    [InlineData("neoverse-n2")]
    public async Task Probe_Json_NamesAreThoseOfTheWordsAndEachHasItsSource(string profile)
    {
        var own = Simulations.SupportedBy(profile);
        var json = await ProbeJsonAsync("--profile", profile);

        var names = json.GetProperty("features").EnumerateArray().Select(name => name.GetString()!).ToList();

        Assert.Equal(Catalogue.For(own.Architecture).NamesOf(own), names);
        foreach (var word in own.Architecture.Words)
        {
            Assert.Equal(FeatureSetText.ToHex(own[word]), json.GetProperty("words").GetProperty(word.Name).GetString());
        }

        Assert.All(names, name => Assert.NotEqual(string.Empty, json.GetProperty("sources").GetProperty(name).GetString()));
    }

    [Fact]
    public async Task Probe_Arm64_XsaveWordIsZero()
    {
        var json = await ProbeJsonAsync("--profile", "neoverse-n2");

        Assert.Equal("arm64", json.GetProperty("architecture").GetString());
        Assert.Equal("Arm", json.GetProperty("vendor").GetString());
        Assert.Equal("0x0000000000000000", json.GetProperty("words").GetProperty("xsave").GetString());
        Assert.DoesNotContain("xsave", Names(json.GetProperty("sources")));
    }

    [Fact]
    public async Task Probe_AutoWithoutDevice_ReadsThisMachineAndSaysThatItIsSimulated()
    {
        Assert.SkipWhen(File.Exists(MshvDevice.DefaultPath), "this machine is a root partition");
        Assert.SkipUnless(X86Base.IsSupported, "this is no x86_64 processor");

        var (exitCode, output, error) = await Agent.RunAsync("probe");

        Assert.Equal((0, string.Empty), (exitCode, error));
        Assert.StartsWith("SIMULATED", output, StringComparison.Ordinal);
        Assert.Contains("this machine's CPUID", output, StringComparison.Ordinal);
        Assert.Contains("CPUID 1.0.ECX[0]", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x86_64/amd-epyc-9654-96-core-zen-4-inst.json", "AuthenticAMD", "genoa")]
    [InlineData("x86_64/hygon-c86-3185-8-core-dhyana-inst.json", "HygonGenuine", "dhyana")]
    [InlineData("arm64/trm-neoverse-n2.json", "Arm", "neoverse-n2")]
    public async Task Probe_Dump_OffersWhatItsProcessorDoes(string file, string vendor, string profile)
    {
        var json = await ProbeJsonAsync("--cpuid", CpuData.Require(file));

        var own = Simulations.SupportedBy(profile);
        Assert.Equal(vendor, json.GetProperty("vendor").GetString());
        foreach (var word in own.Architecture.Words)
        {
            Assert.Equal(FeatureSetText.ToHex(own[word]), json.GetProperty("words").GetProperty(word.Name).GetString());
        }
    }

    [Fact]
    public async Task Probe_VendorUnknownToTheHypervisor_IsPrintedAndCannotRun()
    {
        var dump = CpuData.Require("x86_64/intel-xeon-e3-1231-v3-3-40ghz-haswell-inst.json");
        using var directory = new TemporaryDirectory();

        var json = await ProbeJsonAsync("--cpuid", dump);
        var (exitCode, _, error) = await Agent.RunAsync("run", "--cpuid", dump, "--host-id", "h", "--socket", directory["a.sock"],
            "--state-dir", directory["state"]);

        Assert.Equal("GenuineIotel", json.GetProperty("vendor").GetString());
        Assert.Contains("sse4_2", json.GetProperty("features").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(1, exitCode);
        Assert.Contains("'GenuineIotel' is not one of AuthenticAMD, GenuineIntel, HygonGenuine", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_SimulationOfTheRealDevice_NamesEveryOptionThatDoesNotGoWithIt()
    {
        var (exitCode, output, error) = await Agent.RunAsync(
            "probe", "--device", "mshv", "--profile", "genoa", "--without", "aes", "--microcode", "0x1");

        Assert.Equal((2, string.Empty), (exitCode, output));
        Assert.All(["--profile", "--without", "--microcode"], option => Assert.Contains(option, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Probe_FaultyDump_NamesEveryFault()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            directory["bad.json"],
            """{"cpuid":[{"leaf":"0x1","subleaf":"0x0","eax":"x","ebx":"0x0","ecx":7,"edx":"0x0"}]}""",
            TestContext.Current.CancellationToken);

        var (exitCode, output, error) = await Agent.RunAsync("probe", "--cpuid", directory["bad.json"]);

        Assert.Equal((1, string.Empty), (exitCode, output));
        Assert.Contains("cpuid[0].eax", error, StringComparison.Ordinal);
        Assert.Contains("cpuid[0].ecx", error, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ProbeJsonAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await Agent.RunAsync(["probe", "--json", .. arguments]);
        Assert.Equal((0, string.Empty), (exitCode, error));
        return JsonDocument.Parse(output).RootElement;
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}

using System.Text;

namespace Levelset.Processors.Tests;

public sealed class ProcessorDumpTests
{
    private const string Leaf0 =
        """{ "leaf": "0x0", "subleaf": "0x0", "eax": "0x1", "ebx": "0x756e6547", "ecx": "0x6c65746e", "edx": "0x49656e69" }""";

    [Fact]
    public void Parse_X86_64_GivesRowsAndMsrs()
    {
        var dump = Right($$"""
            { "name": "n", "microarchitecture": "m", "source": "s", "cpuid": [{{Leaf0}}],
              "msrs": [{ "index": "0x10a", "value": "0x8000000000000001" }] }
            """);
        Assert.Equal((Architecture.X86_64, "n", "m", "s"), (dump.Architecture, dump.Name, dump.Microarchitecture, dump.Source));
        Assert.Equal("GenuineIntel", dump.ToFeatures().Vendor);
        Assert.True(dump.Cpuid!.TryReadMsr(0x10A, out var msr));
        Assert.Equal(0x8000000000000001, msr);
        Assert.Null(dump.IdRegisters);
    }

    [Fact]
    public void Parse_Arm64_GivesRegistersAndMidr()
    {
        var dump = Right("""{ "midr": "0x410fd0c0", "id_registers": { "ID_AA64PFR0_EL1": "0x1100000013111112" } }""");
        Assert.Equal(Architecture.Arm64, dump.Architecture);
        Assert.Equal(("", "Arm"), (dump.Name, dump.ToFeatures().Vendor));
        Assert.True(dump.IdRegisters!.TryRead("ID_AA64PFR0_EL1", out var value));
        Assert.Equal(0x1100000013111112ul, value);
        Assert.Equal(IdRegisterView.Kernel, dump.IdRegisters.View);
    }

    [Fact]
    public void Parse_Arm64ReadFromUserSpace_SaysSo() => Assert.Equal(
        IdRegisterView.UserSpace,
        Right("""{ "kind": "linux-el0-view", "id_registers": { "CTR_EL0": "0x0" } }""").IdRegisters!.View);

    [Theory]
    [InlineData("", DumpFaultKind.NotJson, "")]
    [InlineData("{", DumpFaultKind.NotJson, "")]
    [InlineData("{} {}", DumpFaultKind.NotJson, "")]
    [InlineData("[]", DumpFaultKind.UnknownForm, "")]
    [InlineData("{}", DumpFaultKind.UnknownForm, "")]
    [InlineData("""{ "cpuid": [], "id_registers": {} }""", DumpFaultKind.UnknownForm, "")]
    [InlineData("""{ "cpuid": [] }""", DumpFaultKind.NoData, "cpuid")]
    [InlineData("""{ "cpuid": {} }""", DumpFaultKind.WrongType, "cpuid")]
    [InlineData("""{ "cpuid": [7] }""", DumpFaultKind.WrongType, "cpuid[0]")]
    [InlineData("""{ "id_registers": {} }""", DumpFaultKind.NoData, "id_registers")]
    [InlineData("""{ "id_registers": { "CTR_EL0": 1 } }""", DumpFaultKind.WrongType, "id_registers.CTR_EL0")]
    [InlineData("""{ "id_registers": { "CTR_EL0": "12" } }""", DumpFaultKind.MalformedNumber, "id_registers.CTR_EL0")]
    [InlineData("""{ "id_registers": { "A": "0x1", "A": "0x2" } }""", DumpFaultKind.Duplicate, "id_registers.A")]
    [InlineData("""{ "midr": "zz", "id_registers": { "A": "0x1" } }""", DumpFaultKind.MalformedNumber, "midr")]
    [InlineData("""{ "name": 3, "id_registers": { "A": "0x1" } }""", DumpFaultKind.WrongType, "name")]
    public void Parse_Wrong_NamesTheFaultAndItsPlace(string json, DumpFaultKind kind, string path)
    {
        var fault = Assert.Single(ProcessorDump.Parse(json, out var dump));
        Assert.Null(dump);
        Assert.Equal((kind, path), (fault.Kind, fault.Path));
        Assert.NotEmpty(fault.Message);
    }

    [Fact]
    public void Parse_ManyFaults_NamesEveryOne()
    {
        var faults = ProcessorDump.Parse(
            """
            { "cpuid": [
                { "leaf": "0x0", "subleaf": "0x0", "eax": "0x1", "ebx": "0x0", "ecx": "0x0" },
                { "leaf": "1", "subleaf": "0x0", "eax": "0x", "ebx": "0x100000000", "ecx": "0xG", "edx": null },
                "row"
              ],
              "msrs": [{ "index": "0x10a" }, 5] }
            """,
            out var dump);
        Assert.Null(dump);
        Assert.Equal(
            [
                (DumpFaultKind.Missing, "cpuid[0].edx"),
                (DumpFaultKind.MalformedNumber, "cpuid[1].leaf"),
                (DumpFaultKind.MalformedNumber, "cpuid[1].eax"),
                (DumpFaultKind.MalformedNumber, "cpuid[1].ebx"),
                (DumpFaultKind.MalformedNumber, "cpuid[1].ecx"),
                (DumpFaultKind.WrongType, "cpuid[1].edx"),
                (DumpFaultKind.WrongType, "cpuid[2]"),
                (DumpFaultKind.Missing, "msrs[0].value"),
                (DumpFaultKind.WrongType, "msrs[1]"),
            ],
            faults.Select(fault => (fault.Kind, fault.Path)));
    }

    [Fact]
    public void Parse_RowOrMsrGivenTwice_IsAFault()
    {
        var faults = ProcessorDump.Parse(
            $$"""
            { "cpuid": [{{Leaf0}}, {{Leaf0}}],
              "msrs": [{ "index": "0x1", "value": "0x1" }, { "index": "0x01", "value": "0x1" }] }
            """,
            out _);
        Assert.Equal(["cpuid[1]", "msrs[1]"], faults.Select(fault => fault.Path));
        Assert.All(faults, fault => Assert.Equal(DumpFaultKind.Duplicate, fault.Kind));
    }

    [Fact]
    public void Parse_NoLeaf0_IsAFault()
    {
        var fault = Assert.Single(ProcessorDump.Parse(
            $$"""{ "cpuid": [{{Leaf0.Replace("\"leaf\": \"0x0\"", "\"leaf\": \"0x1\"", StringComparison.Ordinal)}}] }""",
            out _));
        Assert.Equal(DumpFaultKind.Missing, fault.Kind);
    }

    [Fact]
    public void Parse_Utf8_IsTheSameAsText()
    {
        var json = $$"""{ "cpuid": [{{Leaf0}}] }""";
        Assert.Empty(ProcessorDump.Parse(Encoding.UTF8.GetBytes(json + "\n"), out var dump));
        Assert.Equal(Right(json).ToFeatures().Supported, dump!.ToFeatures().Supported);
    }

    private static ProcessorDump Right(string json)
    {
        Assert.Empty(ProcessorDump.Parse(json, out var dump));
        return dump!;
    }
}

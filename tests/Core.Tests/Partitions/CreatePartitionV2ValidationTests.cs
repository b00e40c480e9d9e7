using System.Buffers.Binary;

namespace Levelset.Core.Tests.Partitions;

public sealed class CreatePartitionV2ValidationTests
{
    /// <summary>What each generation answers, as the table of the ABI has it: offset, byte, and who refuses it.</summary>
    public static TheoryData<int, byte, string> Table => new()
    {
        { 0, 0x08, "615" },
        { 0, 0x18, "615 619" },
        { 0, 0x28, "615 619" },
        { 0, 0x48, "615 619 70 ms" },
        { 7, 0x80, "615 619 70 ms" },
        { 8, 1, "615 619 70" },
        { 8, 2, "615 619 70 ms" },
        { 15, 0x80, "615 619 70 ms" },
        { 16, 0, "615 619 70" },
        { 16, 1, "615 619 70" },
        { 16, 3, "615 619 70 ms" },
        { 17, 1, "615 619 70 ms" },
        { 18, 1, "615 619 70 ms" },
        { 23, 1, "615 619 70 ms" },
        { 24, 0xFF, "615" },
        { 39, 0xFF, "615" },
        { 40, 1, "615 619 70 ms" },
        { 55, 1, "615 619 70 ms" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void KernelFaults_OneByteChanged_AreThoseOfTheGeneration(int offset, byte value, string refusedBy)
    {
        foreach (var architecture in (Architecture[])[Architecture.X86_64, Architecture.Arm64])
        {
            var bytes = Right();
            bytes[offset] = value;
            Assert.Equal(refusedBy, Refusing(bytes, architecture));
        }
    }

    [Theory]
    [InlineData(Architecture.X86_64, "615")]
    [InlineData(Architecture.Arm64, "615 619 70")]
    public void KernelFaults_LastWord_IsReservedOnArm64Only(Architecture architecture, string refusedBy)
    {
        for (var offset = 56; offset < 64; offset++)
        {
            var bytes = Right();
            bytes[offset] = 1;
            Assert.Equal(refusedBy, Refusing(bytes, architecture));
        }
    }

    [Fact]
    public void KernelFaults_Bit3Clear_NothingBehindIsRead()
    {
        var bytes = new byte[64];
        bytes.AsSpan(16).Fill(0xFF);
        bytes[0] = 7;
        Assert.Equal("", Refusing(bytes, Architecture.Arm64));
    }

    [Fact]
    public void KernelFaults_SeveralFaults_AreAllNamed()
    {
        var bytes = new byte[64];
        bytes.AsSpan().Fill(0xFF);

        var faults = CreatePartitionV2.KernelFaults(bytes, Architecture.Arm64, KernelRules.Linux70);

        Assert.Equal(64 - 6, faults.Count(fault => fault.Field == "pt_flags"));
        Assert.Equal(
            ["pt_isolation", "pt_num_cpu_fbanks", "pt_rsvd", "pt_rsvd1", "pt_rsvd2"],
            faults.Where(fault => fault.Field != "pt_flags").Select(fault => fault.Field));
    }

    [Theory]
    [InlineData(true, false, "pt_flags (offset 0): bit 4 (nested virtualization) is set, but the mask disables nested_virt (bank1:6)")]
    [InlineData(false, true, "pt_flags (offset 0): bit 4 (nested virtualization) is clear, but the mask enables nested_virt (bank1:6)")]
    [InlineData(true, true, null)]
    [InlineData(false, false, null)]
    public void Validate_NestedFlagAndFeature_MustAgree(bool flag, bool feature, string? fault)
    {
        var bytes = Right();
        bytes[0] = (byte)(flag ? 0x18 : 0x08);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), feature ? 0 : 1UL << 6);

        var faults = CreatePartitionV2.Validate(bytes, Catalogue.X86_64, KernelRules.Linux70);

        Assert.Equal(fault is null ? [] : [fault], faults.Select(found => found.ToString()));
    }

    [Fact]
    public void Validate_Arm64WithoutGicOrWithNestedVirtLeftOn_IsNamed()
    {
        var bytes = Right();
        Assert.True(Catalogue.Arm64.TryResolve("gic_v3v4", out var gic));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), gic.Mask);

        var faults = CreatePartitionV2.Validate(bytes, Catalogue.Arm64, KernelRules.Linux70);

        Assert.Equal(["pt_flags", "pt_cpu_fbanks"], faults.Select(fault => fault.Field));
        Assert.Contains("nested_virt (bank1:27)", faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("gic_v3v4 (bank0:13)", faults[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Validate_WrongLength_IsTheOneFault(int length) =>
        Assert.Contains("64", Assert.Single(CreatePartitionV2.Validate(new byte[length], Catalogue.X86_64, KernelRules.Linux70)).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_Bit3Clear_IsAFaultThoughNoKernelMinds()
    {
        var bytes = Right();
        bytes[0] = 7;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), 1UL << 6);
        Assert.Empty(CreatePartitionV2.KernelFaults(bytes, Architecture.X86_64, KernelRules.Linux70));
        Assert.Contains("bit 3", Assert.Single(CreatePartitionV2.Validate(bytes, Catalogue.X86_64, KernelRules.Linux70)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EarlyProperties_CodesThatAreNotEarly_AreAllNamed()
    {
        var faults = EarlyPropertyKind.Validate(
            [new(0x0006_000A, 1), new(0x0009_0007, 1), new(0x0005_0028, 1), new(0x0001_0001, 1), new(0x0001_0001, 2)],
            Architecture.X86_64);

        Assert.Equal(4, faults.Length);
        Assert.Contains("0x0006000A is not early", faults[0], StringComparison.Ordinal);
        Assert.Contains("SYNTHETIC_PROC_FEATURES (0x00010001)", faults[0], StringComparison.Ordinal);
        Assert.Contains("VMM_CAPABILITIES", faults[1], StringComparison.Ordinal);
        Assert.Contains("arm64 only", faults[2], StringComparison.Ordinal);
        Assert.Contains("listed 2 times", faults[3], StringComparison.Ordinal);
        Assert.Empty(EarlyPropertyKind.Validate([new(0x0005_0028, 1)], Architecture.Arm64));
    }

    private static string Refusing(byte[] bytes, Architecture architecture)
    {
        var generations = new (string Name, KernelRules Rules)[]
        {
            ("615", KernelRules.Linux615), ("619", KernelRules.Linux619), ("70", KernelRules.Linux70), ("ms", KernelRules.Microsoft),
        };
        return string.Join(' ', generations
            .Where(generation => !CreatePartitionV2.KernelFaults(bytes, architecture, generation.Rules).IsEmpty)
            .Select(generation => generation.Name));
    }

    private static byte[] Right()
    {
        var bytes = new byte[64];
        bytes[0] = 0x08;
        bytes[16] = 2;
        return bytes;
    }
}

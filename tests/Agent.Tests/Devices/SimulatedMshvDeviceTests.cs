using System.Buffers.Binary;
using Levelset.Agent.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Devices;

public sealed class SimulatedMshvDeviceTests
{
    private const string Ok = "";

    /// <summary>One byte of an otherwise right argument, and the errno that it leads to; "" where it is accepted.</summary>
    public static TheoryData<Architecture, int, byte, string> Bytes
    {
        get
        {
            var rows = new TheoryData<Architecture, int, byte, string>();
            foreach (var architecture in (Architecture[])[Architecture.X86_64, Architecture.Arm64])
            {
                AddFlags(rows, architecture);
                AddEach(rows, architecture, 8, 16, "EINVAL");
                AddBankCount(rows, architecture);
                AddEach(rows, architecture, 18, 24, "EINVAL");
                AddEach(rows, architecture, 32, 40, Ok);
                AddEach(rows, architecture, 40, 56, "EINVAL");
                AddEach(rows, architecture, 56, 64, architecture == Architecture.X86_64 ? Ok : "EINVAL");
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Bytes))]
    public void CreatePartition_OneByteChanged_AnswersAsTheKernel(Architecture architecture, int offset, byte value, string errno)
    {
        using var device = Simulations.For(architecture);
        var argument = Right(device);
        argument[offset] = value;

        Assert.Equal(errno, Try(device, argument));
        Assert.Equal(0, device.LivePartitions);
    }

    [Theory]
    [InlineData(0, 8, "EFAULT")]
    [InlineData(15, 8, "EFAULT")]
    [InlineData(16, 8, "EFAULT")]
    [InlineData(63, 8, "EFAULT")]
    [InlineData(64, 8, Ok)]
    [InlineData(15, 0, "EFAULT")]
    [InlineData(16, 0, Ok)]
    public void CreatePartition_ReadableBytes_MustReachAsFarAsTheVersionSays(int length, byte flags, string errno)
    {
        using var device = Simulations.Genoa();
        var argument = Right(device);
        argument[0] = flags;

        Assert.Equal(errno, Try(device, argument.AsSpan(0, length)));
    }

    [Fact]
    public void CreatePartition_Bit3Clear_ReadsNoFurtherAndGivesEverything()
    {
        using var device = Simulations.Genoa();
        var argument = new byte[64];
        argument.AsSpan(16).Fill(0xFF);

        using var partition = device.CreatePartition(argument);

        Assert.Equal(Simulations.SupportedBy("genoa"), Words(device, partition));
    }

    [Fact]
    public void CreatePartition_Mask_SwitchesOffWhatItsBitsNameAndNothingElse()
    {
        using var device = Simulations.Genoa();
        var own = Simulations.SupportedBy("genoa");
        var wanted = own.Except(FeatureSet.X86_64(1 << 16, 1 << 2, 1 << 3));
        var arguments = CreationArguments.For(wanted, own, Catalogue.X86_64, ReservedBits.HypervisorDefault);

        using var partition = device.CreatePartition(arguments.ToBytes());

        Assert.Equal(wanted, Words(device, partition));
        Assert.NotEqual(own, wanted);
    }

    [Fact]
    public void CreatePartition_Arm64WithoutGic_IsRefusedByTheHypervisor()
    {
        using var device = Simulations.NeoverseN2();
        Assert.True(Catalogue.Arm64.TryResolve("gic_v3v4", out var gic));
        var argument = Right(device);
        BinaryPrimitives.WriteUInt64LittleEndian(argument.AsSpan(24), gic.Mask);

        var exception = Assert.Throws<MshvException>(() => device.CreatePartition(argument));

        Assert.Equal(Errno.EIO, exception.Errno);
        Assert.Null(exception.Status);
    }

    [Fact]
    public void Partition_Disposed_IsGone()
    {
        using var device = Simulations.Genoa();
        var partition = device.CreatePartition(Right(device));
        Assert.Equal(1, device.LivePartitions);

        partition.Dispose();
        partition.Dispose();

        Assert.Equal(0, device.LivePartitions);
        var exception = Assert.Throws<MshvException>(() => partition.ReadProperty(HvPartitionPropertyCode.ProcessorFeatures0));
        Assert.Equal(Errno.EBADF, exception.Errno);
    }

    [Fact]
    public void Partition_DeviceClosed_LivesOn()
    {
        var device = Simulations.Genoa();
        using var partition = device.CreatePartition(Right(device));

        device.Dispose();

        Assert.NotEqual(0UL, partition.ReadProperty(HvPartitionPropertyCode.ProcessorFeatures0));
    }

    [Fact]
    public void Partition_InitializedTwice_Succeeds()
    {
        using var device = Simulations.Genoa();
        using var partition = device.CreatePartition(Right(device));

        partition.Initialize();
        partition.Initialize();
    }

    [Theory]
    [InlineData(Architecture.X86_64, 0x0006_0001u)]
    [InlineData(Architecture.X86_64, 0x0009_0007u)]
    [InlineData(Architecture.Arm64, 0x0006_0002u)]
    [InlineData(Architecture.Arm64, 0x0006_0007u)]
    public void ReadHostProperty_NotKnown_AnswersEioAndTheStatus(Architecture architecture, uint code)
    {
        using var device = Simulations.For(architecture);

        var exception = Assert.Throws<MshvException>(() => device.ReadHostProperty((HvPartitionPropertyCode)code));

        Assert.Equal("MSHV_ROOT_HVCALL", exception.Call);
        Assert.Equal(Errno.EIO, exception.Errno);
        Assert.Equal(HypervisorStatus.UnknownProperty, exception.Status);
    }

    [Fact]
    public void ReadHostProperty_Scalars_AreInTheHypervisorsUnits()
    {
        using var device = Simulations.Genoa();

        Assert.Equal(0UL, device.ReadHostProperty(HvPartitionPropertyCode.ProcessorVendor));
        Assert.Equal(8UL, device.ReadHostProperty(HvPartitionPropertyCode.ProcessorClFlushSize));
        Assert.Equal(52UL, device.ReadHostProperty(HvPartitionPropertyCode.PhysicalAddressWidth));
        Assert.Equal(
            Simulations.SupportedBy("genoa").ProcessorBanks[1],
            device.ReadHostProperty(HvPartitionPropertyCode.ProcessorFeatures1));
    }

    private static void AddFlags(TheoryData<Architecture, int, byte, string> rows, Architecture architecture)
    {
        for (var bit = 0; bit < 64; bit++)
        {
            // Byte 0 keeps bit 3, so that the rest is read as v2.
            var value = (byte)(1 << (bit % 8) | (bit < 8 ? 1 << 3 : 0));
            rows.Add(architecture, bit / 8, value, bit < 6 ? Ok : "EINVAL");
        }
    }

    private static void AddBankCount(TheoryData<Architecture, int, byte, string> rows, Architecture architecture)
    {
        foreach (var count in (byte[])[0, 1, 3, 255])
        {
            rows.Add(architecture, 16, count, "EINVAL");
        }

        rows.Add(architecture, 17, 1, "EINVAL");
    }

    private static void AddEach(
        TheoryData<Architecture, int, byte, string> rows,
        Architecture architecture,
        int from,
        int to,
        string errno)
    {
        for (var offset = from; offset < to; offset++)
        {
            rows.Add(architecture, offset, 0x80, errno);
        }
    }

    private static byte[] Right(SimulatedMshvDevice device)
    {
        var argument = new byte[64];
        argument[0] = 1 << 3;
        argument[16] = 2;
        Assert.Equal(Ok, Try(device, argument));
        return argument;
    }

    private static string Try(SimulatedMshvDevice device, ReadOnlySpan<byte> argument)
    {
        try
        {
            device.CreatePartition(argument).Dispose();
            return Ok;
        }
        catch (MshvException exception)
        {
            Assert.Equal("MSHV_CREATE_PARTITION", exception.Call);
            Assert.Null(exception.Status);
            return exception.Errno.Name;
        }
    }

    private static FeatureSet Words(SimulatedMshvDevice device, IMshvPartition partition) =>
        HypervisorProperties.ReadWords(device.Architecture, partition.ReadProperty).Words;
}

using System.Reflection;
using System.Runtime.InteropServices;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Interception;
using Levelset.Mshv.Linux;
using Architecture = Levelset.Core.Features.Architecture;

namespace Levelset.Mshv.Tests;

/// <summary>Sizes and offsets as literals. Source: linux include/uapi/linux/mshv.h and include/hyperv/hvhdk.h (6.19).</summary>
public sealed class StructLayoutTests
{
    private static readonly Dictionary<Type, (int Size, Dictionary<string, int> Offsets)> Checks = new()
    {
        [typeof(mshv_create_partition_v2)] = (64, new()
        {
            ["pt_flags"] = 0,
            ["pt_isolation"] = 8,
            ["pt_num_cpu_fbanks"] = 16,
            ["pt_rsvd"] = 18,
            ["pt_cpu_fbanks"] = 24,
            ["pt_rsvd1"] = 40,
            ["pt_disabled_xsave"] = 56,
        }),
        [typeof(mshv_root_hvcall)] = (32, new()
        {
            ["code"] = 0,
            ["reps"] = 2,
            ["in_sz"] = 4,
            ["out_sz"] = 6,
            ["status"] = 8,
            ["rsvd"] = 10,
            ["in_ptr"] = 16,
            ["out_ptr"] = 24,
        }),
        [typeof(hv_input_get_partition_property)] = (16, new()
        {
            ["partition_id"] = 0,
            ["property_code"] = 8,
            ["padding"] = 12,
        }),
        [typeof(mshv_create_partition)] = (16, new() { ["pt_flags"] = 0, ["pt_isolation"] = 8 }),
        [typeof(mshv_create_vp)] = (4, new() { ["vp_index"] = 0 }),
        [typeof(mshv_partition_property)] = (16, new()
        {
            ["property_code"] = 0,
            ["padding"] = 4,
            ["property_value"] = 8,
        }),
        [typeof(hv_input_set_partition_property)] = (24, new()
        {
            ["partition_id"] = 0,
            ["property_code"] = 8,
            ["padding"] = 12,
            ["property_value"] = 16,
        }),
        [typeof(hv_input_get_partition_property_ex)] = (24, new()
        {
            ["partition_id"] = 0,
            ["property_code"] = 8,
            ["padding"] = 12,
            ["arg"] = 16,
        }),
        [typeof(hv_output_get_partition_property_ex)] = (4072, new()
        {
            ["bank_count"] = 0,
            ["reserved"] = 2,
            ["banks"] = 8,
        }),
        [typeof(iovec)] = (16, new() { ["iov_base"] = 0, ["iov_len"] = 8 }),
        [typeof(pollfd)] = (8, new() { ["fd"] = 0, ["events"] = 4, ["revents"] = 6 }),
        [typeof(sock_filter)] = (8, new() { ["code"] = 0, ["jt"] = 2, ["jf"] = 3, ["k"] = 4 }),
        [typeof(sock_fprog)] = (16, new() { ["len"] = 0, ["filter"] = 8 }),
        [typeof(seccomp_data)] = (64, new() { ["nr"] = 0, ["arch"] = 4, ["instruction_pointer"] = 8, ["args"] = 16 }),
        [typeof(seccomp_notif)] = (80, new() { ["id"] = 0, ["pid"] = 8, ["flags"] = 12, ["data"] = 16 }),
        [typeof(seccomp_notif_resp)] = (24, new() { ["id"] = 0, ["val"] = 8, ["error"] = 16, ["flags"] = 20 }),
        [typeof(seccomp_notif_addfd)] = (24, new()
        {
            ["id"] = 0,
            ["flags"] = 8,
            ["srcfd"] = 12,
            ["newfd"] = 16,
            ["newfd_flags"] = 20,
        }),
        [typeof(u64_6)] = (48, new() { ["element"] = 0 }),
        [typeof(timespec)] = (16, new() { ["tv_sec"] = 0, ["tv_nsec"] = 8 }),
        [typeof(u16_3)] = (6, new() { ["element"] = 0 }),
        [typeof(u64_508)] = (4064, new() { ["element"] = 0 }),
        [typeof(hv_output_get_partition_property)] = (8, new() { ["property_value"] = 0 }),
        [typeof(msghdr)] = (56, new()
        {
            ["msg_name"] = 0,
            ["msg_namelen"] = 8,
            ["msg_iov"] = 16,
            ["msg_iovlen"] = 24,
            ["msg_control"] = 32,
            ["msg_controllen"] = 40,
            ["msg_flags"] = 48,
        }),
        [typeof(cmsghdr)] = (16, new() { ["cmsg_len"] = 0, ["cmsg_level"] = 8, ["cmsg_type"] = 12 }),
        [typeof(ucred)] = (12, new() { ["pid"] = 0, ["uid"] = 4, ["gid"] = 8 }),
        [typeof(statx)] = (256, new() { ["stx_mask"] = 0, ["stx_uid"] = 20 }),
        [typeof(u64_2)] = (16, new() { ["element"] = 0 }),
        [typeof(u8_6)] = (6, new() { ["element"] = 0 }),
    };

    public static TheoryData<string> KernelStructs => [.. KernelTypes.Structs.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(KernelStructs))]
    public void Struct_OfTheAbi_HasTheKernelsLayout(string name)
    {
        var type = KernelTypes.Structs.Single(candidate => candidate.Name == name);
        Assert.True(Checks.TryGetValue(type, out var check), $"{name} has no check; add its size and offsets here");

        var offsets = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .ToDictionary(field => field.Name, field => field.GetCustomAttribute<FieldOffsetAttribute>()?.Value ?? 0);
        Assert.Equal(check.Size, KernelTypes.SizeOf(type));
        Assert.Equal(check.Offsets.OrderBy(pair => pair.Key), offsets.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void CreatePartitionV2_WrittenByCore_ReadsBackFieldByField()
    {
        var mask = new DisableMask(Architecture.X86_64, [0x1111_2222_3333_4444, 0x5555_6666_7777_8888], 0x9999_AAAA_BBBB_CCCC);
        var bytes = CreatePartitionV2.Encode(mask, PartitionFlags.Lapic | PartitionFlags.NestedVirtualization, isolation: 0);

        var read = MemoryMarshal.Read<mshv_create_partition_v2>(bytes);

        Assert.Equal(0b1_1001UL, read.pt_flags);
        Assert.Equal(0UL, read.pt_isolation);
        Assert.Equal(2, read.pt_num_cpu_fbanks);
        Assert.Equal(0x1111_2222_3333_4444UL, read.pt_cpu_fbanks[0]);
        Assert.Equal(0x5555_6666_7777_8888UL, read.pt_cpu_fbanks[1]);
        Assert.Equal(0x9999_AAAA_BBBB_CCCCUL, read.pt_disabled_xsave);
    }

    [Fact]
    public void IoctlNumbers_AreTheKernels()
    {
        Assert.Equal(0x4010_B800u, MshvIoctl.MSHV_CREATE_PARTITION);
        Assert.Equal(0x0000_B800u, MshvIoctl.MSHV_INITIALIZE_PARTITION);
        Assert.Equal(0xC020_B807u, MshvIoctl.MSHV_ROOT_HVCALL);
        Assert.Equal(0x4004_B801u, MshvIoctl.MSHV_CREATE_VP);
        Assert.Equal(0xC010_B801u, MshvIoctl.MSHV_GET_HOST_PARTITION_PROPERTY);
        Assert.Equal(0x44, HvCallCode.HVCALL_GET_PARTITION_PROPERTY);
        Assert.Equal(0x45, HvCallCode.HVCALL_SET_PARTITION_PROPERTY);
        Assert.Equal(0x101, HvCallCode.HVCALL_GET_PARTITION_PROPERTY_EX);

        // _IOW(0xB8, 0, struct mshv_create_partition): direction 1, the v1 struct's 16 bytes. _IOWR(0xB8, 7, 32 bytes).
        const uint WriteOnly = 1u << 30;
        const uint ReadAndWrite = 3u << 30;
        const uint Type = 0xB8u << 8;
        Assert.Equal(MshvIoctl.MSHV_CREATE_PARTITION, WriteOnly | 16u << 16 | Type);
        Assert.Equal(MshvIoctl.MSHV_ROOT_HVCALL, ReadAndWrite | (uint)KernelTypes.SizeOf(typeof(mshv_root_hvcall)) << 16 | Type | 7);
    }

    [Fact]
    public void PropertyCodes_AreTheHypervisors()
    {
        Assert.Equal(0x0001_0000u, (uint)HvPartitionPropertyCode.PrivilegeFlags);
        Assert.Equal(0x0001_0001u, (uint)HvPartitionPropertyCode.SyntheticProcFeatures);
        Assert.Equal(0x0006_0005u, (uint)HvPartitionPropertyCode.CompatibilityVersion);
        Assert.Equal(0x0009_0007u, (uint)HvPartitionPropertyCode.VmmCapabilities);
        Assert.Equal(0x0009_0009u, (uint)HvPartitionPropertyCode.AssignableSyntheticProcFeatures);
        Assert.Equal(0x0006_0000u, (uint)HvPartitionPropertyCode.ProcessorVendor);
        Assert.Equal(0x0006_0002u, (uint)HvPartitionPropertyCode.ProcessorXsaveFeatures);
        Assert.Equal(0x0006_0003u, (uint)HvPartitionPropertyCode.ProcessorClFlushSize);
        Assert.Equal(0x0006_0006u, (uint)HvPartitionPropertyCode.PhysicalAddressWidth);
        Assert.Equal(0x0006_0007u, (uint)HvPartitionPropertyCode.XsaveStates);
        Assert.Equal(0x0006_0008u, (uint)HvPartitionPropertyCode.MaxXsaveDataSize);
        Assert.Equal(0x0006_0009u, (uint)HvPartitionPropertyCode.ProcessorClockFrequency);
        Assert.Equal(0x0006_000Au, (uint)HvPartitionPropertyCode.ProcessorFeatures0);
        Assert.Equal(0x0006_000Bu, (uint)HvPartitionPropertyCode.ProcessorFeatures1);
    }
}

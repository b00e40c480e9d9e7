using System.Diagnostics;
using System.Globalization;
using Levelset.Agent.Devices;
using Levelset.Agent.Partitions;
using Levelset.Agent.Probe;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// Creation with read-back as the agent does it, against the bare loop of the same ioctls on the same device. Rounds of both
// alternate, so that what else the machine does falls on both.
const int Rounds = 40;
const int PerRound = 50;
using var device = MshvDevice.Open();
var own = HostCapabilities.Read(device, TimeProvider.System).Supported;
var catalogue = Catalogue.For(own.Architecture);
var wanted = CreationArguments.FeaturesFor(own, new PartitionRequest(Nested: false, FeatureSet.Empty(own.Architecture)), catalogue).Features;
var spec = PartitionSpec.For(CreationArguments.For(wanted, own, catalogue, ReservedBits.HypervisorDefault));
using var bare = MshvCalls.Open(MshvDevice.DefaultPath);
HvPartitionPropertyCode[] properties =
[
    HvPartitionPropertyCode.ProcessorFeatures0, HvPartitionPropertyCode.ProcessorFeatures1,
    HvPartitionPropertyCode.ProcessorXsaveFeatures, HvPartitionPropertyCode.PhysicalAddressWidth,
    HvPartitionPropertyCode.ProcessorClFlushSize, HvPartitionPropertyCode.XsaveStates,
    HvPartitionPropertyCode.MaxXsaveDataSize, HvPartitionPropertyCode.ProcessorClockFrequency,
    HvPartitionPropertyCode.SyntheticProcFeatures,
];

var withReadBack = new List<double>();
var bareLoop = new List<double>();
for (var round = -5; round < Rounds; round++)
{
    var agent = Measure(CreateByAgent);
    var loop = Measure(CreateBare);
    if (round >= 0)
    {
        withReadBack.Add(agent);
        bareLoop.Add(loop);
    }
}

var (a, b) = (Median(withReadBack), Median(bareLoop));
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"creation with read-back {a:0.0} us, bare ioctl loop {b:0.0} us: {a / b:0.00} x, + {a - b:0.0} us"));

void CreateByAgent()
{
    var created = (CreatedPartition)PartitionCreation.Create(device, spec);
    created.Partition.Dispose();
}

unsafe void CreateBare()
{
    fixed (byte* argument = spec.CreatePartitionV2.Span)
    {
        var partition = LibC.ioctl(bare, MshvIoctl.MSHV_CREATE_PARTITION, argument);
        using var handle = new MshvPartitionHandle(partition);
        foreach (var property in properties)
        {
            var input = new hv_input_get_partition_property { property_code = property };
            var output = default(hv_output_get_partition_property);
            var call = new mshv_root_hvcall
            {
                code = HvCallCode.HVCALL_GET_PARTITION_PROPERTY,
                in_sz = (ushort)sizeof(hv_input_get_partition_property),
                out_sz = (ushort)sizeof(hv_output_get_partition_property),
                in_ptr = (ulong)&input,
                out_ptr = (ulong)&output,
            };
            _ = LibC.ioctl(handle, MshvIoctl.MSHV_ROOT_HVCALL, &call);
        }
    }
}

static double Measure(Action action)
{
    var start = Stopwatch.GetTimestamp();
    for (var i = 0; i < PerRound; i++)
    {
        action();
    }

    return Stopwatch.GetElapsedTime(start).TotalMicroseconds / PerRound;
}

static double Median(List<double> values)
{
    values.Sort();
    return values[values.Count / 2];
}

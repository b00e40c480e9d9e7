using Google.Protobuf;
using Levelset.Agent.Mapping;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Tests.Partitions;

/// <summary>Creation arguments as the service sends them.</summary>
internal static class WireArguments
{
    public static V1.CreationArguments Of(CreationArguments arguments) => arguments.ToWire();

    /// <summary>Writes the 64 bytes anew from the other fields.</summary>
    public static void Encode(V1.CreationArguments arguments) =>
        arguments.CreatePartitionV2 = ByteString.CopyFrom(CreatePartitionV2.Encode(
            arguments.DisableMask.ToMask(Architecture.X86_64)!,
            (PartitionFlags)arguments.PtFlags,
            arguments.PtIsolation));
}

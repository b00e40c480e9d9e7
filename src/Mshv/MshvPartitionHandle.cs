using Levelset.Mshv.Linux;

namespace Levelset.Mshv;

/// <summary>A descriptor of a partition. The partition lives until its last descriptor, and its last VP's, is closed.</summary>
public sealed class MshvPartitionHandle(int descriptor) : DescriptorHandle(descriptor)
{
    /// <summary>Takes over a descriptor that came from another process.</summary>
    public static MshvPartitionHandle From(OwnedDescriptor descriptor) => new(descriptor.Detach());
}

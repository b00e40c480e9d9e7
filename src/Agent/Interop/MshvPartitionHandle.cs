namespace Levelset.Agent.Interop;

/// <summary>A descriptor of a partition. The partition lives until its last descriptor, and its last VP's, is closed.</summary>
internal sealed class MshvPartitionHandle(int descriptor) : DescriptorHandle(descriptor);

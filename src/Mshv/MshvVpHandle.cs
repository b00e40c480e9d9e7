using Levelset.Mshv.Linux;

namespace Levelset.Mshv;

/// <summary>A descriptor of a virtual processor. It keeps its partition alive as the partition's own does.</summary>
public sealed class MshvVpHandle(int descriptor) : DescriptorHandle(descriptor);

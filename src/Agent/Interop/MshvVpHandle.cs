namespace Levelset.Agent.Interop;

/// <summary>A descriptor of a virtual processor. It keeps its partition alive as the partition's own does.</summary>
internal sealed class MshvVpHandle(int descriptor) : DescriptorHandle(descriptor);

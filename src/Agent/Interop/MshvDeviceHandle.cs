namespace Levelset.Agent.Interop;

/// <summary>A descriptor of /dev/mshv.</summary>
internal sealed class MshvDeviceHandle(int descriptor) : DescriptorHandle(descriptor);

using Levelset.Mshv.Linux;

namespace Levelset.Mshv;

/// <summary>A descriptor of /dev/mshv.</summary>
public sealed class MshvDeviceHandle(int descriptor) : DescriptorHandle(descriptor);

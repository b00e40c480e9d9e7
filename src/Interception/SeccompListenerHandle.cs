using Levelset.Mshv.Linux;

namespace Levelset.Interception;

/// <summary>The descriptor for answering the system calls of filtered threads.</summary>
public sealed class SeccompListenerHandle(int descriptor) : DescriptorHandle(descriptor);

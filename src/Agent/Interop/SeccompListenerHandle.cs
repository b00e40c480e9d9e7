namespace Levelset.Agent.Interop;

/// <summary>The descriptor over which a supervisor answers the system calls of filtered threads.</summary>
internal sealed class SeccompListenerHandle(int descriptor) : DescriptorHandle(descriptor);

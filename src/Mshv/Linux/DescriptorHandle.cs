using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>Owns one file descriptor, and closes it.</summary>
public abstract class DescriptorHandle : SafeHandle
{
    protected DescriptorHandle(int descriptor)
        : base(invalidHandleValue: -1, ownsHandle: true) => SetHandle(descriptor);

    public sealed override bool IsInvalid => handle < 0;

    // Linux releases the descriptor even when close answers EINTR: never retried, or another thread's would be closed.
    protected sealed override bool ReleaseHandle() => LibC.close(handle) == 0;
}

using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Faults;

/// <summary>How an operation goes wrong.</summary>
internal abstract record FaultEffect
{
    private FaultEffect()
    {
    }

    /// <summary>The kernel refuses, before anything has happened.</summary>
    internal sealed record Fail(Errno Errno) : FaultEffect;

    /// <summary>The hypervisor refuses; the kernel translates its status. CREATE hands none back.</summary>
    internal sealed record Refuse(HypervisorStatus Status) : FaultEffect;

    /// <summary>A property reads as this.</summary>
    internal sealed record Answer(ulong Value) : FaultEffect;

    /// <summary>A property reads with these bits turned.</summary>
    internal sealed record Turn(ulong Bits) : FaultEffect;

    /// <summary>Only so many bytes of the output are written, and the call succeeds all the same.</summary>
    internal sealed record Shorten(int Bytes) : FaultEffect;

    /// <summary>The hypervisor gives a new partition other features than it was told to.</summary>
    internal sealed record Distort(FeatureSet Dropped, FeatureSet Added) : FaultEffect;

    /// <summary>From now on the device is gone: ENOENT for who opens it, ENODEV for who holds it.</summary>
    internal sealed record Vanish : FaultEffect;
}

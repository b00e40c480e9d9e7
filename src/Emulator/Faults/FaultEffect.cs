using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Faults;

/// <summary>The effect of an injected fault.</summary>
internal abstract record FaultEffect
{
    private FaultEffect()
    {
    }

    /// <summary>The kernel refuses, before anything has happened.</summary>
    internal sealed record Fail(Errno Errno) : FaultEffect;

    /// <summary>The hypervisor refuses; the kernel converts its status. CREATE returns no status.</summary>
    internal sealed record Refuse(HypervisorStatus Status) : FaultEffect;

    /// <summary>A property reads as this.</summary>
    internal sealed record Answer(ulong Value) : FaultEffect;

    /// <summary>A property reads with these bits flipped.</summary>
    internal sealed record Turn(ulong Bits) : FaultEffect;

    /// <summary>Only so many bytes of the output are written, and the call succeeds.</summary>
    internal sealed record Shorten(int Bytes) : FaultEffect;

    /// <summary>A new partition lacks features that were requested, or has others.</summary>
    internal sealed record Distort(FeatureSet Dropped, FeatureSet Added) : FaultEffect;

    /// <summary>The device is gone from now on: ENOENT when it is opened, ENODEV on open descriptors.</summary>
    internal sealed record Vanish : FaultEffect;
}

using System.Collections.Immutable;
using Levelset.Agent.Interop;
using Levelset.Core.Features;

namespace Levelset.Agent.Partitions;

/// <summary>A partition that was not created; nothing is left of it.</summary>
/// <param name="Reason">The protocol's reason.</param>
/// <param name="Message">For people; names every bit.</param>
/// <param name="Missing">Asked for and not there.</param>
/// <param name="Unexpected">There and not asked for.</param>
/// <param name="Errno">What the kernel answered; null where it was not asked.</param>
internal sealed record CreationFailure(
    CreationFailureReason Reason,
    string Message,
    ImmutableArray<FeatureBit> Missing,
    ImmutableArray<FeatureBit> Unexpected,
    Errno? Errno = null) : CreationResult
{
    /// <summary>A failure without single bits to name.</summary>
    public CreationFailure(CreationFailureReason reason, string message, Errno? errno = null)
        : this(reason, message, [], [], errno)
    {
    }

    /// <summary>The device's refusal.</summary>
    public static CreationFailure Of(MshvException exception) =>
        new(CreationFailureReason.Device, exception.Message, exception.Errno);
}

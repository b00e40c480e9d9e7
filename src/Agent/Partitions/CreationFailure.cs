using System.Collections.Immutable;
using Levelset.Agent.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Partitions;

/// <summary>A partition that was not created; nothing is left of it.</summary>
/// <param name="Reason">The protocol's reason.</param>
/// <param name="Message">Readable text that names every bit.</param>
/// <param name="Missing">Requested, but not found.</param>
/// <param name="Unexpected">Found, but not requested.</param>
internal sealed record CreationFailure(
    CreationFailureReason Reason,
    string Message,
    ImmutableArray<FeatureBit> Missing,
    ImmutableArray<FeatureBit> Unexpected) : CreationResult
{
    /// <summary>A failure without single bits to name.</summary>
    public CreationFailure(CreationFailureReason reason, string message)
        : this(reason, message, [], [])
    {
    }

    /// <summary>The call that failed, by the kernel's name; null where no call did.</summary>
    public string? Call { get; init; }

    /// <summary>The kernel's error; null where no call failed.</summary>
    public Errno? Errno { get; init; }

    /// <summary>The hypervisor's status; null where the kernel returned none.</summary>
    public HypervisorStatus? Status { get; init; }

    /// <summary>A failed call, with an explanation if there is one.</summary>
    public static CreationFailure Of(MshvException exception, string? explanation = null) =>
        new(CreationFailureReason.Device, explanation is null ? exception.Message : $"{exception.Message}: {explanation}")
        {
            Call = exception.Call,
            Errno = exception.Errno,
            Status = exception.Status,
        };

    /// <summary>As it is sent to the service.</summary>
    public V1.CommandFailure ToWire(Catalogue catalogue)
    {
        var wire = new V1.CommandFailure
        {
            Reason = (V1.CommandFailure.Types.Reason)Reason,
            Message = Message,
            Missing = { Missing.Select(bit => bit.ToWire(catalogue)) },
            Unexpected = { Unexpected.Select(bit => bit.ToWire(catalogue)) },
            Errno = Errno?.Name ?? string.Empty,
            Ioctl = Call ?? string.Empty,
        };
        if (Status is { } status)
        {
            wire.HypervisorStatus = status.Value;
            wire.HypervisorStatusName = status.Name;
        }

        return wire;
    }
}

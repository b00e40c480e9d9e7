using Levelset.Api.Errors;
using Levelset.Core.Compatibility;

namespace Levelset.Api.FleetCache;

/// <summary>Errors about waivers.</summary>
internal static class WaiverErrors
{
    /// <summary>Refuses a waiver of what is not waivable; nothing where all may be waived.</summary>
    public static ServiceException? NotWaivable(Verdict verdict, PartitionSnapshot partition, HostSnapshot host) =>
        verdict.NotWaivable.IsEmpty
            ? null
            : ApiErrors.Precondition(
                Reasons.NotWaivable,
                $"{string.Join(", ", verdict.NotWaivable.Select(partition.Catalogue.NameOf))} cannot be waived to move {partition.Name} to {host.Name}",
                verdict.NotWaivable.Select(bit => new Precondition(
                    Reasons.NotWaivable,
                    host.Name,
                    $"{partition.Catalogue.Named(bit)} is missing and cannot be waived")));
}

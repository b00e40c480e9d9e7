using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.Agents;

/// <summary>Commands that agents did not carry out, as errors of the calls that wait for them; each differing bit by name.</summary>
internal static class CommandFailures
{
    /// <summary>The agent answered with a partition that does not have what was asked for.</summary>
    public static ServiceException Difference(PartitionRow row, FeatureSet features, IEnumerable<string> properties)
    {
        var catalogue = Catalogue.For(features.Architecture);
        var host = ResourceName.Host(row.HostId);
        var exception = ReadBackDiffers(
            ResourceName.Partition(row.Id),
            host,
            "the partition read back differs from the request",
            row.Requested.Except(features).Bits().Select(bit => bit.ToWire(catalogue)),
            features.Except(row.Requested).Bits().Select(bit => bit.ToWire(catalogue)));
        exception.Preconditions.AddRange(properties.Select(difference => new Precondition(Reasons.ReadBackDiffers, host, difference)));
        return exception;
    }

    /// <summary>The agent did not carry out a command.</summary>
    public static ServiceException Of(string hostId, string partition, V1.CommandFailure failure)
    {
        var host = ResourceName.Host(hostId);
        if (failure.Reason == V1.CommandFailure.Types.Reason.ReadBackDiffers)
        {
            return ReadBackDiffers(partition, host, failure.Message, failure.Missing, failure.Unexpected);
        }

        var reason = failure.Reason == V1.CommandFailure.Types.Reason.FeaturesMissing ? Reasons.FeaturesMissing : Reasons.DeviceRefused;
        var exception = ApiErrors.Precondition(
            reason,
            $"{host} did not carry out the command for {partition}: {failure.Message}",
            Differences(host, failure.Missing, failure.Unexpected).DefaultIfEmpty(new Precondition(reason, host, failure.Message)));
        if (failure.Errno.Length > 0)
        {
            exception.Metadata["errno"] = failure.Errno;
        }

        return exception;
    }

    private static ServiceException ReadBackDiffers(
        string partition,
        string host,
        string message,
        IEnumerable<V1.Feature> missing,
        IEnumerable<V1.Feature> unexpected) =>
        ApiErrors.Precondition(
            Reasons.ReadBackDiffers,
            $"{host} closed {partition}: {message}",
            Differences(host, missing, unexpected));

    private static IEnumerable<Precondition> Differences(
        string host,
        IEnumerable<V1.Feature> missing,
        IEnumerable<V1.Feature> unexpected) =>
        missing.Select(f => new Precondition(Reasons.ReadBackDiffers, host, $"{f.Name} ({f.Word}:{f.Bit}) missing on read-back"))
            .Concat(unexpected.Select(f =>
                new Precondition(Reasons.ReadBackDiffers, host, $"unexpected {f.Name} ({f.Word}:{f.Bit}) on read-back")));
}

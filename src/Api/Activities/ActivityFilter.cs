using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Activities;

/// <summary>Which activities are listed; null = any.</summary>
internal sealed record ActivityFilter(
    string? Pool,
    string? Host,
    string? Partition,
    string? Author,
    ActivityKind? Kind,
    DateTimeOffset? Start,
    DateTimeOffset? End)
{
    private const int AuthorLength = 500;

    /// <summary>Reads the filter of a request; every fault is noted.</summary>
    public static ActivityFilter Read(V1.ListActivitiesRequest request, ValidationErrors errors)
    {
        PlainText.Check(request.Author, AuthorLength, "author", errors);
        if (!Enum.IsDefined(request.Kind))
        {
            errors.Add("kind", Reasons.FieldInvalid, $"unknown kind {(int)request.Kind}");
        }

        var filter = new ActivityFilter(
            request.Pool.Length > 0 ? NameReader.ReadPool(request.Pool, "pool", errors) : null,
            request.Host.Length > 0 ? NameReader.ReadHost(request.Host, "host", errors) : null,
            request.Partition.Length > 0 ? NameReader.ReadPartition(request.Partition, "partition", errors) : null,
            request.Author.Length > 0 ? request.Author : null,
            request.Kind == V1.Activity.Types.Kind.Unspecified ? null : (ActivityKind)request.Kind,
            TimeReader.Read(request.StartTime, "start_time", errors),
            TimeReader.Read(request.EndTime, "end_time", errors));
        if (filter is { Start: { } start, End: { } end } && start >= end)
        {
            errors.Add("end_time", Reasons.FieldInvalid, "must be after start_time");
        }

        return filter;
    }

    /// <summary>The activities that it lets through.</summary>
    public IQueryable<ActivityRow> Of(IQueryable<ActivityRow> rows)
    {
        rows = Pool is { } pool ? rows.Where(row => row.PoolId == pool) : rows;
        rows = Host is { } host ? rows.Where(row => row.HostId == host) : rows;
        rows = Partition is { } partition ? rows.Where(row => row.PartitionId == partition) : rows;
        rows = Author is { } author ? rows.Where(row => row.Author == author) : rows;
        rows = Kind is { } kind ? rows.Where(row => row.Kind == kind) : rows;
        rows = Start is { } start ? rows.Where(row => row.Time >= start) : rows;
        return End is { } end ? rows.Where(row => row.Time < end) : rows;
    }

    /// <summary>Every part, so that a page token is good for this filter only.</summary>
    public override string ToString() =>
        $"activities of {Pool} on {Host} in {Partition} by {Author} of kind {Kind} from {Start:O} to {End:O}";
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Activities;

/// <summary>What ActivityService does, for whoever calls it: gRPC or a page.</summary>
internal sealed class ActivityOperations(
    IDbContextFactory<LevelsetDbContext> contexts)
{
    public async Task<V1.ListActivitiesResponse> ListActivitiesAsync(
        V1.ListActivitiesRequest request,
        CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var filter = ActivityFilter.Read(request, errors);
        var page = Page.Parse(request.PageSize, request.PageToken, filter.ToString(), errors);
        var after = page.After.Length > 0 ? ActivityKey.TryParse(page.After) : null;
        if (page.After.Length > 0 && after is null)
        {
            errors.Add("page_token", Reasons.PageTokenInvalid, "not a next_page_token of this list; omit it to start again");
        }

        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = filter.Of(db.Activities.AsNoTracking());
        if (after is { Time: var time, Id: var id })
        {
            // The first condition lets the index begin there; the second one cuts.
            rows = rows.Where(row => row.Time <= time && (row.Time < time || row.Id < id));
        }

        var fetched = await rows.OrderByDescending(row => row.Time).ThenByDescending(row => row.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        var (activities, next) = page.Cut(fetched, ActivityKey.Print);
        var response = new V1.ListActivitiesResponse { NextPageToken = next };
        response.Activities.AddRange(activities.Select(ToWire));
        return response;
    }

    private static V1.Activity ToWire(ActivityRow row)
    {
        var activity = new V1.Activity
        {
            Name = ResourceName.Activity(row.Id),
            Time = row.Time.ToTimestamp(),
            Author = row.Author,
            Kind = (V1.Activity.Types.Kind)row.Kind,
            Pool = row.PoolId is { } pool ? ResourceName.Pool(pool) : "",
            Host = row.HostId is { } host ? ResourceName.Host(host) : "",
            Partition = row.PartitionId is { } partition ? ResourceName.Partition(partition) : "",
            Generation = (ulong)(row.Generation ?? 0),
            Summary = row.Summary,
        };
        activity.Lost.AddRange(ToWire(row.Lost));
        activity.Gained.AddRange(ToWire(row.Gained));
        return activity;
    }

    private static IEnumerable<V1.Feature> ToWire(FeatureSet? set) =>
        set is null ? [] : set.Bits().Select(bit => bit.ToWire(Catalogue.For(set.Architecture)));
}

using Google.Protobuf.WellKnownTypes;
using static Levelset.Api.Tests.Errors.ErrorCase;

namespace Levelset.Api.Tests.Errors;

/// <summary>The record of what happened.</summary>
internal static class ActivityErrors
{
    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        Of("ListActivities: several bad fields at once", t => List(t, new ListActivitiesRequest
        {
            Author = "a\0",
            Kind = (Activity.Types.Kind)999,
            Pool = "p",
            Host = "h",
            Partition = "1",
            StartTime = new Timestamp { Nanos = -1 },
            PageSize = -1,
            PageToken = "?",
        })),
        Of("ListActivities: an end that is not after the start", t => List(t, new ListActivitiesRequest { StartTime = At(5), EndTime = At(5) })),
        After("ListActivities: a page token of another list", TwoPools, async t =>
        {
            var first = await t.Pools.ListPoolsAsync(new ListPoolsRequest { PageSize = 1 });
            await List(t, new ListActivitiesRequest { PageToken = first.NextPageToken });
        }),
    ];

    private static Timestamp At(long seconds) => new() { Seconds = seconds };

    private static async Task TwoPools(ServiceTest t)
    {
        await t.CreatePoolAsync("p");
        await t.CreatePoolAsync("q");
    }

    private static Task List(ServiceTest t, ListActivitiesRequest request) => t.Service.Activities.ListActivitiesAsync(request).ResponseAsync;
}

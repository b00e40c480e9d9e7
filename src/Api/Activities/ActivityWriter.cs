using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Core.Features;

namespace Levelset.Api.Activities;

/// <summary>Adds what one author does to a context, so that it is saved and committed with what was done, or not at all.</summary>
internal sealed class ActivityWriter(LevelsetDbContext db, string author, DateTimeOffset time)
{
    /// <summary>The most characters of a summary.</summary>
    public const int SummaryLength = 1000;

    /// <summary>Adds an activity; the caller saves.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="subject">To what.</param>
    /// <param name="summary">For people.</param>
    /// <param name="generation">The generation that it is about, or null.</param>
    /// <param name="lost">Features that went.</param>
    /// <param name="gained">Features that came.</param>
    public void Add(
        ActivityKind kind,
        ActivitySubject subject,
        string summary,
        long? generation = null,
        FeatureSet? lost = null,
        FeatureSet? gained = null) =>
        db.Activities.Add(new ActivityRow
        {
            Time = time,
            Author = author,
            Kind = kind,
            PoolId = subject.Pool,
            HostId = subject.Host,
            PartitionId = subject.Partition,
            Generation = generation,
            Summary = PlainText.Fit(summary, SummaryLength),
            Lost = lost is { IsEmpty: false } ? lost : null,
            Gained = gained is { IsEmpty: false } ? gained : null,
        });
}

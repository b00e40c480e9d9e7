using Levelset.Core.Features;

namespace Levelset.Api.Web.Pools;

/// <summary>What the hosts of a pool offer, feature by feature, beside what its baseline makes of it.</summary>
public sealed record PoolMatrix
{
    public required V1.Pool Pool { get; init; }

    /// <summary>Why its baseline is what it is.</summary>
    public required V1.PoolExplanation Explanation { get; init; }

    /// <summary>Of the baseline, or of the first members; null = nobody has reported.</summary>
    public Architecture? Architecture { get; init; }

    /// <summary>The kinds of members, most hosts first among those in one membership state.</summary>
    public required IReadOnlyList<MatrixColumn> Columns { get; init; }

    /// <summary>Every feature that anybody offers or the baseline has, in the order of families and positions.</summary>
    public required IReadOnlyList<MatrixRow> Rows { get; init; }

    /// <summary>The features that some contributor offers and the baseline lacks, newest loss first.</summary>
    public IReadOnlyList<MatrixRow> Missing =>
    [
        .. Rows.Where(row => row.Missing is not null)
            .OrderByDescending(row => row.Lost?.Generation ?? 0)
            .ThenBy(row => row.Missing!.HostCount),
    ];
}

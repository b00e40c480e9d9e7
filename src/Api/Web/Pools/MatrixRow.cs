namespace Levelset.Api.Web.Pools;

/// <summary>One feature of a pool's matrix.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Family">What it belongs to; "" for a reserved position.</param>
/// <param name="Description">One line of text.</param>
/// <param name="Offered">Per column whether it is offered; null = of another architecture.</param>
/// <param name="InBaseline">Whether the baseline has it.</param>
/// <param name="IsPending">Whether a raise would give it.</param>
/// <param name="Missing">Why the baseline lacks what a contributor offers; null = it does not.</param>
/// <param name="Lost">The generation that lost it; null = the baseline has it, or never had it within what was looked at.</param>
public sealed record MatrixRow(
    V1.Feature Feature,
    string Family,
    string Description,
    IReadOnlyList<bool?> Offered,
    bool InBaseline,
    bool IsPending,
    V1.DroppedFeature? Missing,
    Loss? Lost)
{
    /// <summary>Whether hosts differ in it, or the baseline lacks what some offer.</summary>
    public bool IsDifference => Offered.Contains(true) && (Missing is not null || Offered.Contains(false) || !InBaseline);
}

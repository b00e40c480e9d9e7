using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Features;

namespace Levelset.Api.Web.Pools;

/// <summary>One row of the list of pools.</summary>
public sealed record PoolSummary
{
    /// <summary>The {pool}.</summary>
    public required string Id { get; init; }

    /// <summary>For people; may be empty.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Of its baseline, or what it was made for; null = still open.</summary>
    public Architecture? Architecture { get; init; }

    /// <summary>Of its baseline, or what it was made for; "" = still open.</summary>
    public string Vendor { get; init; } = "";

    /// <summary>The generation in force; null while no host contributes.</summary>
    public long? Generation { get; init; }

    /// <summary>How many features the baseline has.</summary>
    public int BaselineCount { get; init; }

    /// <summary>How many features its hosts could all give.</summary>
    public int LevelCount { get; init; }

    /// <summary>Hosts that contribute and are heard of.</summary>
    public int Ready { get; init; }

    /// <summary>Hosts that contribute but have not been heard of lately.</summary>
    public int Silent { get; init; }

    /// <summary>Hosts that no longer offer the baseline.</summary>
    public int Quarantined { get; init; }

    /// <summary>Hosts whose report does not fit.</summary>
    public int Rejected { get; init; }

    /// <summary>Hosts that have not reported yet.</summary>
    public int Pending { get; init; }

    /// <summary>Active partitions.</summary>
    public int Partitions { get; init; }

    /// <summary>Those of them whose set a power cycle would change: they go to fewer hosts than they could, or do without what they could have.</summary>
    public int Limited { get; init; }

    /// <summary>Names of the features that the newest generation lost, if that is less than a day ago; empty = none.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>When the newest generation was made, or the pool.</summary>
    public DateTimeOffset ChangeTime { get; init; }

    /// <summary>What made it.</summary>
    public string Change { get; init; } = "";

    public int Hosts => Ready + Silent + Quarantined + Rejected + Pending;

    /// <summary>Features that its hosts could all give and the baseline does not have: a raise waits.</summary>
    public int PendingRaise => Math.Max(0, LevelCount - BaselineCount);

    /// <summary>How much it needs attention; only good to compare.</summary>
    public int Urgency =>
        (Quarantined + Rejected > 0 ? 32 : 0)
        + (Lost.Count > 0 ? 16 : 0)
        + (Hosts > 0 && Generation is null ? 8 : 0)
        + (Silent > 0 ? 4 : 0)
        + (Limited > 0 ? 2 : 0)
        + (PendingRaise > 0 ? 1 : 0);

    /// <summary>What to look at, most urgent first; empty = nothing.</summary>
    public IReadOnlyList<(string Text, bool IsBad)> Attention =>
    [
        .. new (bool Holds, string Text, bool IsBad)[]
        {
            (Quarantined > 0, $"{Quarantined} quarantined", true),
            (Rejected > 0, $"{Rejected} rejected", true),
            (Hosts > 0 && Generation is null, "no baseline", true),
            (Lost.Count > 0, Lost.Count > 1 ? $"lost {Lost[0]} and {Lost.Count - 1} more" : $"lost {string.Concat(Lost)}", true),
            (Silent > 0, $"{Silent} silent", false),
            (Limited > 0, Plural.Of(Limited, "needs a power cycle", "need a power cycle"), false),
            (PendingRaise > 0, $"{Plural.Of(PendingRaise, "feature")} available", false),
        }.Where(one => one.Holds).Select(one => (one.Text, one.IsBad)),
    ];
}

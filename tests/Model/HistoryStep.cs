namespace Levelset.Model;

/// <summary>One thing that happens. Any step can follow any other: what makes no sense is refused.</summary>
public abstract record HistoryStep
{
    /// <summary>A host reports.</summary>
    public sealed record Report(string Host, Offering Reading) : HistoryStep;

    /// <summary>A host is added to a pool.</summary>
    public sealed record Join(string Host, string Pool) : HistoryStep;

    /// <summary>A host is removed from its pool.</summary>
    public sealed record Leave(string Host) : HistoryStep;

    /// <summary>A pool gets another policy.</summary>
    public sealed record Change(string Pool, Policy Policy) : HistoryStep;

    /// <summary>A pool's baseline is raised.</summary>
    public sealed record Raise(string Pool) : HistoryStep;

    /// <summary>A host falls silent, or is heard of again.</summary>
    public sealed record Silence(string Host, bool Silent) : HistoryStep;

    /// <summary>A host is cordoned, or is not any more.</summary>
    public sealed record Cordon(string Host, bool Cordoned) : HistoryStep;

    /// <summary>A partition is created on a member, with less than the baseline or all of it.</summary>
    public sealed record Create(string Partition, string Pool, string Host, bool Nested, Words Without) : HistoryStep;

    /// <summary>A partition moves.</summary>
    public sealed record Move(string Partition, string Host, Words Waived, bool PoolWaived) : HistoryStep;

    /// <summary>A partition is closed.</summary>
    public sealed record Close(string Partition) : HistoryStep;
}

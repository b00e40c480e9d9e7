using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>One reason why a partition cannot move to a host.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Expected">What is needed.</param>
/// <param name="Actual">What is there.</param>
public sealed record Blocker(BlockerKind Kind, string Expected, string Actual)
{
    /// <summary>The feature; null where it is not about one.</summary>
    public FeatureBit? Feature { get; init; }

    /// <summary>The property's field name in the contract; null where it is not about one.</summary>
    public string? Property { get; init; }

    /// <summary>What the feature requires and a waiver leaves out; null unless the kind is <see cref="BlockerKind.RequiresWaived"/>.</summary>
    public FeatureBit? Requires { get; init; }

    /// <summary>Why a caller may waive it; null = it cannot be waived.</summary>
    public Waivability? Waivable { get; init; }

    /// <summary>More about it, for people; empty where there is nothing.</summary>
    public string Detail { get; init; } = "";
}

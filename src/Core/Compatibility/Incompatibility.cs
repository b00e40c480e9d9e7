using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>One reason why a host cannot join a pool or take a partition.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Expected">What is needed.</param>
/// <param name="Actual">What is there.</param>
public sealed record Incompatibility(IncompatibilityKind Kind, string Expected, string Actual)
{
    /// <summary>The feature; null where it is not about one.</summary>
    public FeatureBit? Feature { get; init; }

    /// <summary>The property's field name in the contract; null where it is not about one.</summary>
    public string? Property { get; init; }

    /// <summary>
    /// What the feature requires and a waiver leaves out; null unless the kind is <see cref="IncompatibilityKind.RequiresWaived"/>.
    /// </summary>
    public FeatureBit? Requires { get; init; }

    /// <summary>Why a caller may waive it; null = it cannot be waived.</summary>
    public Waivability? Waivable { get; init; }

    /// <summary>The host state's reason, or the name of the other pool; empty where there is nothing more to say.</summary>
    public string Detail { get; init; } = "";

    internal static Incompatibility Missing(FeatureBit feature) =>
        new(IncompatibilityKind.FeatureMissing, "offered", "not offered") { Feature = feature };

    internal static Incompatibility OfProperty(string name, string expected, string actual) =>
        new(IncompatibilityKind.PropertyDiffers, expected, actual) { Property = name };
}

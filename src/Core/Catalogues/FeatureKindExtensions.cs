namespace Levelset.Core.Catalogues;

/// <summary>The kinds as they are written in the API, the CLI and the documents.</summary>
public static class FeatureKindExtensions
{
    extension(FeatureKind kind)
    {
        /// <summary>"capability", "mitigation", "immunity", "inverted", "choice_of_one", "host_only", "deprecated", "reserved".</summary>
        public string Label => kind switch
        {
            FeatureKind.Capability => "capability",
            FeatureKind.Mitigation => "mitigation",
            FeatureKind.Immunity => "immunity",
            FeatureKind.Inverted => "inverted",
            FeatureKind.ChoiceOfOne => "choice_of_one",
            FeatureKind.HostOnly => "host_only",
            FeatureKind.Deprecated => "deprecated",
            FeatureKind.Reserved => "reserved",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind"),
        };

        /// <summary>Whether a bit of this kind belongs to K, the bits with a known meaning.</summary>
        public bool IsKnown => kind is not (FeatureKind.Deprecated or FeatureKind.Reserved);
    }

    /// <summary>Reads what <c>Label</c> prints.</summary>
    /// <exception cref="FormatException">It is not a kind.</exception>
    public static FeatureKind Parse(string? label)
    {
        foreach (var kind in Enum.GetValues<FeatureKind>())
        {
            if (kind.Label == label)
            {
                return kind;
            }
        }

        throw new FormatException($"'{label}' is not a kind");
    }
}

namespace Levelset.Core.Catalogues;

/// <summary>How sure it is that a position is announced where the catalogue says.</summary>
public enum Confidence
{
    /// <summary>Read from a name only.</summary>
    Low,

    /// <summary>One good source, or a vendor's manual matched by name.</summary>
    Medium,

    /// <summary>Several sources agree.</summary>
    High,
}

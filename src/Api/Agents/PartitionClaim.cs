namespace Levelset.Api.Agents;

/// <summary>Whose partition it is that a host speaks of.</summary>
internal enum PartitionClaim
{
    /// <summary>Its own.</summary>
    Own,

    /// <summary>Another host's.</summary>
    Foreign,

    /// <summary>On no record.</summary>
    Unknown,
}

namespace Levelset.Api.Data;

/// <summary>One label of a host.</summary>
public sealed class HostLabel
{
    /// <summary>Its host.</summary>
    public string HostId { get; init; } = "";

    /// <summary>Key; unique within the host.</summary>
    public required string Key { get; init; }

    /// <summary>Value.</summary>
    public required string Value { get; init; }
}

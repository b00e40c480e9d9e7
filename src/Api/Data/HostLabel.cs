namespace Levelset.Api.Data;

public sealed class HostLabel
{
    public string HostId { get; init; } = "";

    /// <summary>Key; unique within the host.</summary>
    public required string Key { get; init; }

    public required string Value { get; init; }
}

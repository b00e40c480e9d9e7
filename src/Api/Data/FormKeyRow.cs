namespace Levelset.Api.Data;

/// <summary>A key that anti-forgery tokens of web forms are protected by.</summary>
public sealed class FormKeyRow
{
    /// <summary>In the order of storing.</summary>
    public int Id { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>The key as XML.</summary>
    public required string Content { get; init; }
}

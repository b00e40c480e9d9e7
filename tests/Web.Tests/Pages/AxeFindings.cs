namespace Levelset.Web.Tests.Pages;

/// <summary>What axe says of a document.</summary>
public sealed record AxeFindings
{
    /// <summary>How many of its rules the document keeps.</summary>
    public int Passes { get; init; }

    /// <summary>What is serious or critical, one line each.</summary>
    public string[] Barriers { get; init; } = [];
}

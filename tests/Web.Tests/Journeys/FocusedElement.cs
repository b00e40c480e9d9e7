namespace Levelset.Web.Tests.Journeys;

/// <summary>What has the focus of a page.</summary>
public sealed record FocusedElement
{
    public string Tag { get; init; } = "";

    /// <summary>What it says.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether an outline shows that it has the focus.</summary>
    public bool IsMarked { get; init; }

    /// <summary>Whether it can be seen without scrolling.</summary>
    public bool IsOnScreen { get; init; }
}

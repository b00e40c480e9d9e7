namespace Levelset.Web.Tests.Pages;

/// <summary>What a document is made of, as the browser understood it.</summary>
public sealed record PageShape
{
    /// <summary>The language of the document.</summary>
    public string Lang { get; init; } = "";

    /// <summary>The title of its tab.</summary>
    public string Title { get; init; } = "";

    /// <summary>How many h1 it has.</summary>
    public int Headings { get; init; }

    /// <summary>How many main elements it has.</summary>
    public int Mains { get; init; }

    /// <summary>How many tables have no name.</summary>
    public int NamelessTables { get; init; }

    /// <summary>How many forms that change something have no token.</summary>
    public int FormsWithoutToken { get; init; }

    /// <summary>The ids that several elements have, with commas between.</summary>
    public string SharedIds { get; init; } = "";
}

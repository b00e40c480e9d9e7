using System.Net;
using System.Text.RegularExpressions;

namespace Levelset.Web.Tests.Harness;

/// <summary>Reads what a page's source says, for tests without a browser. It knows only the HTML that this service writes.</summary>
public static partial class Html
{
    /// <summary>The targets of all links, as written.</summary>
    public static IEnumerable<string> Links(string html) =>
        Anchor().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    /// <summary>The addresses of everything that a page loads.</summary>
    public static IEnumerable<string> Resources(string html) =>
        Resource().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    /// <summary>The forms that change something: their targets and their tokens, "" for none.</summary>
    public static IEnumerable<(string Action, string Token)> PostForms(string html) =>
        Form().Matches(html)
            .Where(form => form.Groups[1].Value.Contains("method=\"post\"", StringComparison.OrdinalIgnoreCase))
            .Select(form => (
                WebUtility.HtmlDecode(Action().Match(form.Groups[1].Value).Groups[1].Value),
                Token().Match(form.Groups[2].Value).Groups[1].Value));

    /// <summary>Whether an element has this id.</summary>
    public static bool HasId(string html, string id) =>
        html.Contains($"id=\"{WebUtility.HtmlEncode(id)}\"", StringComparison.Ordinal);

    [GeneratedRegex("<a\\b[^>]*\\bhref=\"([^\"]*)\"")]
    private static partial Regex Anchor();

    [GeneratedRegex("<(?:link|script|img)\\b[^>]*\\b(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Resource();

    [GeneratedRegex("<form\\b([^>]*)>(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("\\baction=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*\\bvalue=\"([^\"]+)\"")]
    private static partial Regex Token();
}

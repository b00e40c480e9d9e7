using System.Text.RegularExpressions;

namespace Levelset.Docs.Tests.Wording;

/// <summary>What users read: literals of programs, pages, documents, and the comments of the contract.</summary>
internal static partial class UserText
{
    private static readonly string[] Folders = ["src", "demo", "protos/levelset", "docs"];

    private static readonly string[] Documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];

    public static IEnumerable<Passage> All() =>
        Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "Migrations" && file.Contains("/Data/", StringComparison.Ordinal)))
            .Concat(Documents)
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Read(file, File.ReadAllText(Path.Combine(Repository.Root, file))));

    /// <summary>The passages of one file; none of a kind that is not read.</summary>
    public static IEnumerable<Passage> Read(string file, string source) => Path.GetExtension(file) switch
    {
        ".cs" or ".js" => CSharpText.Read(file, source),
        ".razor" => Page(file, source),
        ".md" => [new Passage(file, 1, CodeBlocks().Replace(source, Blank))],
        ".proto" => [new Passage(file, 1, NoComments().Replace(source, ""))],
        _ => [],
    };

    // Markup up to @code, whole; behind it the literals.
    private static IEnumerable<Passage> Page(string file, string source)
    {
        var code = source.IndexOf("@code", StringComparison.Ordinal);
        var markup = RazorComments().Replace(code < 0 ? source : source[..code], Blank);
        var literals = code < 0 ? [] : CSharpText.Read(file, source[code..], 1 + source.AsSpan(0, code).Count('\n'));
        return literals.Prepend(new Passage(file, 1, markup));
    }

    private static string Blank(Match match) => new('\n', match.Value.Count(c => c == '\n'));

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"^(?:(?!//)[^\n])*(?://)?", RegexOptions.Multiline)]
    private static partial Regex NoComments();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex RazorComments();
}

using System.Text.RegularExpressions;

namespace Levelset.Docs.Tests;

/// <summary>A fenced block of a document, with the comment on the line above it.</summary>
/// <param name="Document">Path relative to the root.</param>
/// <param name="Line">Line number of the fence.</param>
/// <param name="Language">What stands after the fence.</param>
/// <param name="Comment">The HTML comment above it, or "".</param>
/// <param name="Text">What stands in it.</param>
internal sealed partial record CodeBlock(string Document, int Line, string Language, string Comment, string Text)
{
    /// <summary>Why the tests do not run it; null when they do.</summary>
    public string? NotRun => Comment.StartsWith("not run by the tests:", StringComparison.Ordinal)
        ? Comment["not run by the tests:".Length..].Trim()
        : null;

    /// <summary>The exit code that it is said to end with.</summary>
    public int ExitCode => ExitComment().Match(Comment) is { Success: true } match
        ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    /// <summary>Whether it runs on while the next blocks do.</summary>
    public bool IsBackground => Comment.StartsWith("in the background", StringComparison.Ordinal);

    /// <summary>Whether it is a setting of the shell that every later block is run in.</summary>
    public bool IsForTheRest => Comment.StartsWith("for the rest of this page", StringComparison.Ordinal);

    /// <summary>Whether it may take some time until it succeeds.</summary>
    public bool IsEventual => Comment.StartsWith("once ", StringComparison.Ordinal);

    /// <summary>The documents whose commands are run.</summary>
    public static IReadOnlyList<string> Documents =>
        [.. new[] { "README.md", "CONTRIBUTING.md" }
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Repository.Root, path)))
            .Order(StringComparer.Ordinal)];

    /// <summary>Every block of a document, in order.</summary>
    public static IReadOnlyList<CodeBlock> Read(string document)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, document));
        var blocks = new List<CodeBlock>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, line => line == "```");
            Assert.True(end > i, $"{document}:{i + 1}: the block does not end");
            var comment = i > 0 && lines[i - 1].StartsWith("<!--", StringComparison.Ordinal)
                ? lines[i - 1].Replace("<!--", "", StringComparison.Ordinal).Replace("-->", "", StringComparison.Ordinal).Trim()
                : "";
            blocks.Add(new CodeBlock(document, i + 1, lines[i][3..], comment, string.Join('\n', lines[(i + 1)..end])));
            i = end;
        }

        return blocks;
    }

    [GeneratedRegex(@"^exits with (\d+)")]
    private static partial Regex ExitComment();
}

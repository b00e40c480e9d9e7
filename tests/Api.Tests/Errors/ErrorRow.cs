using System.Text.RegularExpressions;

namespace Levelset.Api.Tests.Errors;

/// <summary>One row of the table of docs/guide/errors.md.</summary>
/// <param name="Wrong">What is wrong.</param>
/// <param name="Call">The call.</param>
/// <param name="Code">The gRPC code as its name, such as INVALID_ARGUMENT.</param>
/// <param name="Reason">ErrorInfo.reason.</param>
/// <param name="Says">What the message or the details say, each in backticks.</param>
public sealed partial record ErrorRow(string Wrong, string Call, string Code, string Reason, IReadOnlyList<string> Says)
{
    /// <summary>Identifies the row and its case.</summary>
    public string Key => $"{Call}: {Wrong}";

    public static string Document { get; } = Repository.PathOf("docs/guide/errors.md");

    /// <summary>Every row of every table that has these five columns.</summary>
    public static IReadOnlyList<ErrorRow> ReadAll() =>
        [
            .. File.ReadLines(Document)
                .Select(line => Cell().Split(line).Select(cell => cell.Trim()).ToArray())
                .Where(cells => cells.Length == 7 && cells[3].Length > 0 && cells[3].All(c => c is '_' or (>= 'A' and <= 'Z')))
                .Select(cells => new ErrorRow(
                    cells[1],
                    cells[2],
                    cells[3],
                    cells[4],
                    [.. Quoted().Matches(cells[5]).Select(match => match.Groups[1].Value)])),
        ];

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Cell();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}

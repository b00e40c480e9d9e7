namespace Levelset.Architecture.Tests;

/// <summary>
/// The folders of a project, each with its rank: a folder may use those of a lower rank, and never one of its own rank or of a
/// higher one. Types at the project's root may use everything.
/// </summary>
/// <param name="Project">The folder under src/.</param>
/// <param name="Assembly">The name of its assembly.</param>
/// <param name="Namespace">Its root namespace.</param>
/// <param name="Order">From the highest rank to the lowest, as docs/design/architecture.md shows it; equal ranks are separated by commas.</param>
public sealed record Rooms(string Project, string Assembly, string Namespace, string Order)
{
    /// <summary>Folder and rank; 0 is the lowest.</summary>
    public IReadOnlyDictionary<string, int> Ranks { get; } = Order.Split('>').Reverse()
        .SelectMany((folders, rank) => folders.Split(',').Select(folder => (folder.Trim(), rank)))
        .ToDictionary(pair => pair.Item1, pair => pair.rank);

    /// <summary>The folder that a type stands in; null = the root of the project or generated code.</summary>
    public string? FolderOf(string type) =>
        type.StartsWith(Namespace + ".", StringComparison.Ordinal) && type[(Namespace.Length + 1)..].Split('.') is { Length: > 1 } parts
            ? parts[0]
            : null;

    /// <summary>Every use against the directions, and every folder without a rank.</summary>
    public IEnumerable<string> Violations(IEnumerable<Arrow> arrows)
    {
        foreach (var arrow in arrows.OrderBy(arrow => arrow.From, StringComparer.Ordinal).ThenBy(arrow => arrow.To, StringComparer.Ordinal))
        {
            if (FolderOf(arrow.From) is not { } from || FolderOf(arrow.To) is not { } to || from == to)
            {
                continue;
            }

            if (!Ranks.TryGetValue(from, out var above) || !Ranks.TryGetValue(to, out var below))
            {
                yield return $"{Project}: {(Ranks.ContainsKey(from) ? to : from)} has no rank";
            }
            else if (above <= below)
            {
                yield return $"{Project}: {from} must not use {to}: {arrow.From} -> {arrow.To}";
            }
        }
    }
}

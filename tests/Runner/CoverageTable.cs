using System.Globalization;
using System.Xml.Linq;

namespace Levelset.TestRunner;

/// <summary>Adds up what coverlet measured: a row for each folder of the sources, and one for all of them.</summary>
internal static class CoverageTable
{
    /// <summary>Prints the table of Cobertura files; fails when they are empty.</summary>
    public static int Print(string[] files)
    {
        var rows = files.SelectMany(Read)
            .GroupBy(item => (item.Path, Number: (int)item.Line.Attribute("number")!), item => item.Line)
            .Select(same => CoveredLine.Read(FolderOf(same.Key.Path), same))
            .GroupBy(line => line.Folder)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, Lines: group.ToList()))
            .ToList();
        Console.WriteLine("| folder | lines | reached | branches | reached |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var (folder, lines) in rows.Append(("all", [.. rows.SelectMany(row => row.Lines)])))
        {
            var branches = lines.Sum(line => line.Branches);
            Console.WriteLine(
                $"| {folder} | {lines.Count} | {Share(lines.Count(line => line.IsReached), lines.Count)} "
                + $"| {branches} | {Share(lines.Sum(line => line.BranchesReached), branches)} |");
        }

        return rows.Count > 0 ? 0 : 1;
    }

    // A line may stand in several classes of a report, such as those of lambdas, and in the reports of several test projects.
    private static IEnumerable<(string Path, XElement Line)> Read(string file)
    {
        var report = XDocument.Load(file);
        var root = report.Descendants("source").First().Value;
        return report.Descendants("class").SelectMany(type => type.Elements("lines").Elements("line")
            .Select(line => (Path.Combine(root, (string)type.Attribute("filename")!), line)));
    }

    // .../src/Core/Features/FeatureSet.cs is in Core/Features.
    private static string FolderOf(string path) => Path.GetDirectoryName(path)!.Split("/src/")[^1];

    private static string Share(int part, int whole) =>
        whole == 0 ? "" : (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}

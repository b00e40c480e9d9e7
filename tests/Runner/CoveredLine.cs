using System.Globalization;
using System.Xml.Linq;

namespace Levelset.TestRunner;

/// <summary>A line of source that can be reached.</summary>
internal sealed record CoveredLine(string Folder, bool IsReached, int Branches, int BranchesReached)
{
    public static CoveredLine Read(string folder, IEnumerable<XElement> elements)
    {
        var all = elements.ToList();
        var branches = all.Select(line => Conditions((string?)line.Attribute("condition-coverage"))).ToList();

        // Reports count the branches of a line and do not name them: at least the most that one of them counted are reached.
        return new CoveredLine(
            folder, all.Any(line => (int)line.Attribute("hits")! > 0), branches.Max(counts => counts.Of), branches.Max(counts => counts.Reached));
    }

    // "50% (1/2)"
    private static (int Reached, int Of) Conditions(string? text)
    {
        if (text is null)
        {
            return (0, 0);
        }

        var counts = text[(text.IndexOf('(') + 1)..text.IndexOf(')')].Split('/');
        return (int.Parse(counts[0], CultureInfo.InvariantCulture), int.Parse(counts[1], CultureInfo.InvariantCulture));
    }
}

using System.Globalization;
using System.Xml.Linq;

namespace Levelset.TestRunner;

/// <summary>A line of source that can be reached.</summary>
internal sealed record CoveredLine(string Folder, bool IsReached, int Branches, int BranchesReached)
{
    public static CoveredLine Read(string folder, IEnumerable<XElement> elements)
    {
        var all = elements.ToList();
        var branches = all.Select(line => Conditions((string?)line.Attribute("condition-coverage"))).MaxBy(counts => counts.Of);
        return new CoveredLine(folder, all.Any(line => (int)line.Attribute("hits")! > 0), branches.Of, branches.Reached);
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

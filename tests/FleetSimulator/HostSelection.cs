using System.Globalization;
using System.Text.RegularExpressions;

namespace Levelset.FleetSimulator;

/// <summary>Some hosts of a fleet: those between two shares of it by number, or those of a rack.</summary>
internal sealed partial record HostSelection(double From, double To, int? Rack, int Racks)
{
    /// <summary>Reads "all", "A%-B%", "N%" (from the first on) or "rack K"; null where it is something else, or selects nothing.</summary>
    public static HostSelection? Parse(string text, int racks)
    {
        if (text == "all")
        {
            return new HostSelection(0, 1, null, racks);
        }

        if (RackPattern().Match(text) is { Success: true } rack)
        {
            var number = Number(rack.Groups[1]);
            return number < racks ? new HostSelection(0, 1, (int)number, racks) : null;
        }

        if (SharePattern().Match(text) is not { Success: true } share)
        {
            return null;
        }

        var (from, to) = (share.Groups[1].Success ? Number(share.Groups[1]) / 100 : 0, Number(share.Groups[2]) / 100);
        return from < to && to <= 1 ? new HostSelection(from, to, null, racks) : null;
    }

    /// <summary>The numbers of those hosts in a fleet of a size.</summary>
    public IEnumerable<int> Of(int hosts) => Enumerable.Range(0, hosts).Where(number =>
        Rack is { } rack ? number % Racks == rack : number >= From * hosts && number < To * hosts);

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\Arack ([0-9]{1,5})\z")]
    private static partial Regex RackPattern();

    [GeneratedRegex(@"\A(?:([0-9]{1,3}(?:\.[0-9]+)?)%-)?([0-9]{1,3}(?:\.[0-9]+)?)%\z")]
    private static partial Regex SharePattern();
}

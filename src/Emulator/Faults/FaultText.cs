using System.Collections.Immutable;
using System.Globalization;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Faults;

/// <summary>
/// Faults as text: OPERATION[(PROPERTY)]:EFFECT[,after=N][,times=N]. Operations are open, create, initialize, create-vp, get,
/// set, get-ex, host-get, host-get-ex, host-property and *. Effects are errno=NAME, status=N, value=N, turn=MASK, short=BYTES,
/// drop=FEATURE+FEATURE, add=FEATURE+FEATURE and vanish. Numbers are decimal, or hexadecimal with 0x.
/// </summary>
internal static class FaultText
{
    /// <summary>The operations' names.</summary>
    public static ImmutableSortedDictionary<string, DeviceOperation> Operations { get; } =
        Enum.GetValues<DeviceOperation>().ToImmutableSortedDictionary(NameOf, operation => operation, StringComparer.Ordinal);

    /// <summary>Such as "create-vp".</summary>
    public static string NameOf(DeviceOperation operation) =>
        string.Concat(operation.ToString().Select((letter, index) =>
            char.IsUpper(letter) && index > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    /// <summary>Parses a fault; returns the error if it is not valid.</summary>
    public static (Fault? Fault, string? Error) Parse(string text, Catalogue catalogue)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return (null, $"'{text}' has no ':' between the operation and its effect");
        }

        var (operation, property, error) = ParseTarget(text[..colon]);
        if (error is not null)
        {
            return (null, $"'{text}': {error}");
        }

        var parts = text[(colon + 1)..].Split(',');
        var (effect, effectError) = ParseEffect(parts[0], catalogue);
        var (after, times, countError) = ParseCounts(parts[1..]);
        return effect is null || countError is not null
            ? (null, $"'{text}': {effectError ?? countError}")
            : (new Fault(operation, property, after, times, effect), null);
    }

    private static (DeviceOperation? Operation, uint? Property, string? Error) ParseTarget(string text)
    {
        uint? property = null;
        var name = text;
        if (text.EndsWith(')') && text.Split('(', 2) is [var before, var inside])
        {
            name = before;
            if (!TryParseNumber(inside[..^1], out var code) || code > uint.MaxValue)
            {
                return (null, null, $"'{inside[..^1]}' is not a property code such as 0x6000A");
            }

            property = (uint)code;
        }

        if (name == "*")
        {
            return (null, property, null);
        }

        return Operations.TryGetValue(name, out var operation)
            ? (operation, property, null)
            : (null, null, $"'{name}' is not one of {string.Join(", ", Operations.Keys)}, *");
    }

    private static (FaultEffect? Effect, string? Error) ParseEffect(string text, Catalogue catalogue)
    {
        var (name, value) = text.Split('=', 2) is [var left, var right] ? (left, right) : (text, string.Empty);
        var isNumber = TryParseNumber(value, out var number);
        return (name, isNumber) switch
        {
            ("vanish", _) => (new FaultEffect.Vanish(), null),
            ("errno", _) => Errno.TryParse(value, out var errno)
                ? (new FaultEffect.Fail(errno), null)
                : (null, $"'{value}' is not an errno such as EIO"),
            ("status", true) when number is > 0 and <= ushort.MaxValue =>
                (new FaultEffect.Refuse(new HypervisorStatus((ushort)number)), null),
            ("value", true) => (new FaultEffect.Answer(number), null),
            ("turn", true) => (new FaultEffect.Turn(number), null),
            ("short", true) when number < 8 => (new FaultEffect.Shorten((int)number), null),
            ("drop" or "add", _) => ParseFeatures(name, value, catalogue),
            ("status" or "value" or "turn" or "short", _) => (null, $"'{value}' is not a valid number for {name}"),
            _ => (null, $"'{name}' is not one of errno, status, value, turn, short, drop, add, vanish"),
        };
    }

    private static (FaultEffect? Effect, string? Error) ParseFeatures(string name, string value, Catalogue catalogue)
    {
        var faults = catalogue.ParseNames(value.Split('+'), out var set).ToList();
        if (faults.Count > 0)
        {
            return (null, string.Join("; ", faults));
        }

        var none = FeatureSet.Of(set.Architecture, []);
        return (name == "drop" ? new FaultEffect.Distort(set, none) : new FaultEffect.Distort(none, set), null);
    }

    private static (int After, int? Times, string? Error) ParseCounts(IEnumerable<string> parts)
    {
        var after = 0;
        int? times = null;
        foreach (var part in parts)
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, right) : (part, string.Empty);
            if (name is not ("after" or "times")
                || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return (0, null, $"'{part}' is neither after=N nor times=N");
            }

            (after, times) = name == "after" ? (count, times) : (after, count);
        }

        return (after, times, null);
    }

    private static bool TryParseNumber(string text, out ulong value) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

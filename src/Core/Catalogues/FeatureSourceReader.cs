using System.Globalization;
using System.Text.Json;

namespace Levelset.Core.Catalogues;

/// <summary>Reads where a feature is announced; knows which CPUID bit announces each MSR.</summary>
internal sealed class FeatureSourceReader
{
    private readonly Dictionary<uint, CpuidSource> announcedBy = [];

    public FeatureSourceReader(JsonElement catalogue)
    {
        if (catalogue.TryGetProperty("msrs", out var msrs))
        {
            foreach (var msr in msrs.EnumerateArray())
            {
                announcedBy.Add(Hex(msr, "msr"), Cpuid(msr.GetProperty("announcedBy")));
            }
        }
    }

    public FeatureSource Read(JsonElement element) =>
        element.TryGetProperty("leaf", out _) ? Cpuid(element)
        : element.TryGetProperty("msr", out _) ? Msr(element)
        : IdRegister(element);

    private static CpuidSource Cpuid(JsonElement element) => new(
        Hex(element, "leaf"),
        element.GetProperty("subleaf").GetUInt32(),
        Enum.Parse<CpuidRegister>(element.GetProperty("register").GetString()!, ignoreCase: true),
        Within(element, "bit", 0, 31),
        element.TryGetProperty("and", out var and) ? Cpuid(and) : null);

    private MsrSource Msr(JsonElement element)
    {
        var index = Hex(element, "msr");
        var inverted = element.TryGetProperty("inverted", out var value) && value.GetBoolean();
        return announcedBy.TryGetValue(index, out var announced)
            ? new MsrSource(index, Within(element, "bit", 0, 63), inverted, announced)
            : throw new FormatException($"no source states whether MSR 0x{index:X} exists");
    }

    private static IdRegisterSource IdRegister(JsonElement element)
    {
        var atLeast = element.TryGetProperty("atLeast", out var threshold);
        return new IdRegisterSource(
            element.GetProperty("idRegister").GetString()!,
            element.GetProperty("field").GetString()!,
            Within(element, "shift", 0, 63),
            Within(element, "width", 1, 4),
            atLeast ? IdComparison.AtLeast : IdComparison.Equal,
            atLeast ? threshold.GetUInt32() : element.GetProperty("equal").GetUInt32(),
            element.TryGetProperty("absent", out var absent) ? absent.GetUInt32() : null,
            element.TryGetProperty("el0", out var el0) && el0.GetBoolean());
    }

    private static uint Hex(JsonElement element, string name) => uint.Parse(
        element.GetProperty(name).GetString()!.AsSpan(2),
        NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture);

    private static int Within(JsonElement element, string name, int low, int high)
    {
        var number = element.GetProperty(name).GetInt32();
        return number >= low && number <= high
            ? number
            : throw new FormatException($"{name} {number} is not within {low} to {high}");
    }
}

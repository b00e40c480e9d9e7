using System.Globalization;
using System.Text.Json;

namespace Levelset.Processors.Tests.Collection;

/// <summary>One file of the collection, read without the code under test.</summary>
internal sealed class RawDump
{
    private readonly Dictionary<(uint Leaf, uint Subleaf), JsonElement> rows = [];

    public RawDump(string name, string json)
    {
        Name = name;
        Json = json;
        Root = JsonDocument.Parse(json).RootElement;
        if (Root.TryGetProperty("cpuid", out var cpuid))
        {
            foreach (var row in cpuid.EnumerateArray())
            {
                rows.Add(((uint)Hex(row, "leaf"), (uint)Hex(row, "subleaf")), row);
            }
        }
    }

    public string Name { get; }

    public string Json { get; }

    public JsonElement Root { get; }

    public ProcessorFeatures Features()
    {
        Assert.Empty(ProcessorDump.Parse(Json, out var dump));
        return dump!.ToFeatures();
    }

    /// <summary>A CPUID bit by its facts; 0 where the processor has no such leaf.</summary>
    public bool HasCpuidBit(JsonElement place)
    {
        var leaf = (uint)Hex(place, "leaf");
        var subleaf = place.GetProperty("subleaf").GetUInt32();
        var highest = Hex(rows[(leaf & 0x80000000, 0)], "eax");
        if (leaf > highest || (leaf == 7 && subleaf > Hex(rows[(7, 0)], "eax")) || !rows.TryGetValue((leaf, subleaf), out var row))
        {
            return false;
        }

        var register = Hex(row, place.GetProperty("reg").GetString()!.ToLowerInvariant());
        return (register & (1UL << place.GetProperty("bit").GetInt32())) != 0;
    }

    /// <summary>An MSR's value; null where the dump does not give it.</summary>
    public ulong? Msr(ulong index)
    {
        var known = Root.TryGetProperty("msrs", out var msrs) ? msrs.EnumerateArray().ToList() : [];
        return known.Where(msr => Hex(msr, "index") == index).Select(msr => (ulong?)Hex(msr, "value")).FirstOrDefault();
    }

    public static ulong Hex(JsonElement element, string member) =>
        Convert.ToUInt64(element.GetProperty(member).GetString(), 16);

    public static ulong Number(string hex) => ulong.Parse(hex.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

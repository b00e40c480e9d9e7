using System.Globalization;

namespace Levelset.Model;

/// <summary>Creation, one bit at a time: what a mask must hold, and what a hypervisor does with the struct that holds it.</summary>
public static class Mask
{
    private const ulong Nested = 1 << 4;

    /// <summary>What must be switched off on a host, so that it gives exactly a set.</summary>
    public static bool[] Off(bool[] wanted, bool[] host, Facts facts, bool reservedOff)
    {
        var off = new bool[wanted.Length];
        for (var bit = 0; bit < off.Length; bit++)
        {
            off[bit] = !wanted[bit] && (reservedOff || facts.Known[bit] || host[bit]);
        }

        return off;
    }

    /// <summary>The disable words of struct mshv_create_partition_v2: at 24, 32 and, on x86_64, 56.</summary>
    public static bool[] OffIn(byte[] layout, bool arm)
    {
        var off = new bool[arm ? 128 : 192];
        int[] places = [24, 32, 56];
        for (var bit = 0; bit < off.Length; bit++)
        {
            var place = places[bit / 64] + (bit % 64 / 8);
            off[bit] = (layout[place] >> (bit % 8)) % 2 == 1;
        }

        return off;
    }

    /// <summary>What a hypervisor gives: what it offers and was not told to switch off.</summary>
    public static bool[] Given(bool[] host, byte[] layout, bool arm) => Bit.Without(host, OffIn(layout, arm));

    /// <summary>What is wrong with the struct beside its disable words; empty when nothing is.</summary>
    public static string Faults(byte[] layout, bool[] wanted, Facts facts)
    {
        var flags = BitConverter.ToUInt64(layout, 0);
        var nested = facts.Nested >= 0 && wanted[facts.Nested];
        return layout.Length != 64 ? $"{layout.Length} bytes"
            : ((flags & Nested) != 0) != nested ? $"flags 0x{flags:x}, nested_virt {nested}"
            : BitConverter.ToUInt16(layout, 16) != 2 ? $"{layout[16].ToString(CultureInfo.InvariantCulture)} banks"
            : facts.IsArm && BitConverter.ToUInt64(layout, 56) != 0 ? "an xsave mask on arm64"
            : "";
    }

    /// <summary>What a partition asks of a baseline; null when it cannot be created with that.</summary>
    public static bool[]? Ask(bool[] baseline, Facts facts, bool nested, bool[] without)
    {
        var wanted = Bit.Without(baseline, without);
        if (!nested && facts.Nested >= 0)
        {
            wanted[facts.Nested] = false;
        }

        wanted = facts.Close(wanted);
        var lacking = nested && facts.Nested >= 0 && !wanted[facts.Nested];
        return lacking || !Bit.Within(facts.MustStay, wanted) ? null : wanted;
    }
}

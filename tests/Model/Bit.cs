namespace Levelset.Model;

/// <summary>Sets of features as lists of bits, one bit at a time.</summary>
public static class Bit
{
    /// <summary>In both.</summary>
    public static bool[] And(bool[] one, bool[] other)
    {
        var both = new bool[one.Length];
        for (var bit = 0; bit < both.Length; bit++)
        {
            both[bit] = one[bit] && other[bit];
        }

        return both;
    }

    /// <summary>In either.</summary>
    public static bool[] Or(bool[] one, bool[] other)
    {
        var either = new bool[one.Length];
        for (var bit = 0; bit < either.Length; bit++)
        {
            either[bit] = one[bit] || other[bit];
        }

        return either;
    }

    /// <summary>In the first and not in the second.</summary>
    public static bool[] Without(bool[] one, bool[] other)
    {
        var left = new bool[one.Length];
        for (var bit = 0; bit < left.Length; bit++)
        {
            left[bit] = one[bit] && !other[bit];
        }

        return left;
    }

    /// <summary>Whether every bit of the first is in the second.</summary>
    public static bool Within(bool[] one, bool[] other)
    {
        for (var bit = 0; bit < one.Length; bit++)
        {
            if (one[bit] && !other[bit])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether both hold the same.</summary>
    public static bool Same(bool[] one, bool[] other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (var bit = 0; bit < one.Length; bit++)
        {
            if (one[bit] != other[bit])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether there is any.</summary>
    public static bool Any(bool[] bits)
    {
        foreach (var bit in bits)
        {
            if (bit)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"word:bit" of each, for a message.</summary>
    public static string Text(bool[] bits)
    {
        var text = new List<string>();
        for (var bit = 0; bit < bits.Length; bit++)
        {
            if (bits[bit])
            {
                text.Add($"{bit / 64}:{bit % 64}");
            }
        }

        return string.Join(' ', text);
    }
}

namespace Levelset.Model;

/// <summary>The scalar properties that verdicts depend on; null = not reported.</summary>
/// <param name="Width">Physical address width, bits.</param>
/// <param name="FlushSize">Cache-line flush size, bytes.</param>
/// <param name="States">Xsave states, a mask.</param>
/// <param name="AreaSize">Largest xsave area, bytes.</param>
/// <param name="Synthetic">Synthetic features that may be assigned, a mask.</param>
public sealed record Scalars(
    uint? Width = null,
    uint? FlushSize = null,
    ulong? States = null,
    uint? AreaSize = null,
    ulong? Synthetic = null)
{
    /// <summary>What both can give; what one does not report bounds nothing, except that nobody can be given what one cannot tell.</summary>
    public static Scalars Both(Scalars one, Scalars other) => new(
        Smaller(one.Width, other.Width),
        Smaller(one.FlushSize, other.FlushSize),
        one.States is null ? other.States : other.States is null ? one.States : one.States & other.States,
        Smaller(one.AreaSize, other.AreaSize),
        one.Synthetic is null || other.Synthetic is null ? null : one.Synthetic & other.Synthetic);

    /// <summary>In what a host does not do for something that has these.</summary>
    public ScalarFaults Against(Scalars host)
    {
        var faults = FlushSize is not null && host.FlushSize is not null && FlushSize != host.FlushSize
            ? ScalarFaults.FlushSize
            : ScalarFaults.None;
        faults |= Width > host.Width ? ScalarFaults.Width : ScalarFaults.None;
        faults |= AreaSize > host.AreaSize ? ScalarFaults.AreaSize : ScalarFaults.None;
        for (var bit = 0; bit < 64; bit++)
        {
            if (States is { } mine && host.States is { } its && (mine >> bit) % 2 == 1 && (its >> bit) % 2 == 0)
            {
                faults |= ScalarFaults.States;
            }

            if (Synthetic is { } given && host.Synthetic is { } may && (given >> bit) % 2 == 1 && (may >> bit) % 2 == 0)
            {
                faults |= ScalarFaults.Synthetic;
            }
        }

        return faults;
    }

    private static uint? Smaller(uint? one, uint? other) => one is null || one > other ? other ?? one : one;
}

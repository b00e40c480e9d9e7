namespace Levelset.Model;

/// <summary>Whether a partition may move to a host, and everything against it.</summary>
public sealed record NaiveVerdict
{
    /// <summary>Other architectures.</summary>
    public bool ArchitectureDiffers { get; init; }

    /// <summary>Other makers.</summary>
    public bool VendorDiffers { get; init; }

    /// <summary>Features that the host lacks and nobody may waive or has waived.</summary>
    public required bool[] Missing { get; init; }

    /// <summary>Features that require one that is waived, and may not be waived themselves or are not.</summary>
    public required bool[] Requiring { get; init; }

    /// <summary>Scalar properties.</summary>
    public ScalarFaults Scalars { get; init; }

    /// <summary>The host is no target now.</summary>
    public bool Unready { get; init; }

    /// <summary>It would enter a pool that has no baseline, or no pool at all.</summary>
    public bool NoPool { get; init; }

    /// <summary>Features that the baseline of the pool that it would enter lacks.</summary>
    public required bool[] PoolMissing { get; init; }

    /// <summary>Scalar properties against the pool that it would enter.</summary>
    public ScalarFaults PoolScalars { get; init; }

    /// <summary>What waivers leave out.</summary>
    public required bool[] LeftOut { get; init; }

    /// <summary>Whether it may move, but for the state of the host and the rule of another pool.</summary>
    public bool Fits =>
        !ArchitectureDiffers && !VendorDiffers && !Bit.Any(Missing) && !Bit.Any(Requiring) && Scalars == ScalarFaults.None;

    /// <summary>Whether it may move.</summary>
    public bool Possible =>
        Fits && !Unready && !NoPool && !Bit.Any(PoolMissing) && PoolScalars == ScalarFaults.None;

    /// <summary>Whether both say the same.</summary>
    public bool Says(NaiveVerdict other) =>
        (ArchitectureDiffers, VendorDiffers, Scalars, Unready, NoPool, PoolScalars)
            == (other.ArchitectureDiffers, other.VendorDiffers, other.Scalars, other.Unready, other.NoPool, other.PoolScalars)
        && Bit.Same(Missing, other.Missing)
        && Bit.Same(Requiring, other.Requiring)
        && Bit.Same(PoolMissing, other.PoolMissing)
        && Bit.Same(LeftOut, other.LeftOut);

    /// <inheritdoc/>
    public override string ToString() =>
        $"architecture {ArchitectureDiffers}, vendor {VendorDiffers}, missing [{Bit.Text(Missing)}], requiring [{Bit.Text(Requiring)}], "
        + $"scalars {Scalars}, unready {Unready}, no pool {NoPool}, pool lacks [{Bit.Text(PoolMissing)}], pool scalars {PoolScalars}, "
        + $"left out [{Bit.Text(LeftOut)}]";
}

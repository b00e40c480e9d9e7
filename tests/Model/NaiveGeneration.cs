namespace Levelset.Model;

/// <summary>One generation of a pool's baseline.</summary>
/// <param name="Arm">Its architecture.</param>
/// <param name="Vendor">Of the contributors.</param>
/// <param name="Bits">B.</param>
/// <param name="Scalars">What every contributor can give.</param>
public sealed record NaiveGeneration(bool Arm, string Vendor, bool[] Bits, Scalars Scalars)
{
    /// <summary>Whether it says the same.</summary>
    public bool Says(NaiveGeneration other) =>
        (Arm, Vendor, Scalars) == (other.Arm, other.Vendor, other.Scalars) && Bit.Same(Bits, other.Bits);
}

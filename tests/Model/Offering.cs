namespace Levelset.Model;

/// <summary>What a host reports.</summary>
/// <param name="Arm">arm64, or else x86_64.</param>
/// <param name="Vendor">The processor's vendor.</param>
/// <param name="Words">What is offered; bit 1 = offered.</param>
/// <param name="Scalars">The scalar properties.</param>
public sealed record Offering(bool Arm, string Vendor, Words Words, Scalars Scalars);

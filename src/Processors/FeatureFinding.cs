using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>Where one feature bit of a processor came from.</summary>
/// <param name="Bit">The position.</param>
/// <param name="State">What is known of it.</param>
/// <param name="Source">
/// "CPUID 7.0.EBX[5]", "MSR 0x10A[0]", "ID_AA64ISAR0_EL1.AES >= 2", or why it is not reported: "not reported: MSR 0x10A
/// unknown".
/// </param>
public sealed record FeatureFinding(FeatureBit Bit, FindingState State, string Source);

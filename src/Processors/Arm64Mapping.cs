using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>From ID registers to the words of the hypervisor.</summary>
internal sealed class Arm64Mapping(IdRegisters registers)
{
    // ID_AA64MMFR0_EL1.PARange. Source: Arm ARM, D24.2.
    private static readonly ImmutableArray<uint> AddressWidths = [32, 36, 40, 42, 44, 48, 52, 56];

    public ProcessorFeatures Map(Catalogue catalogue)
    {
        ImmutableArray<FeatureFinding> findings =
        [
            .. catalogue.Features
                .Where(feature => feature.Kind.IsKnown)
                .Select(feature => Reading.Combine(feature, [.. feature.Sources.Select(Read)])),
        ];
        var known = registers.TryRead("MIDR_EL1", out var midr);
        return new ProcessorFeatures(
            Architecture.Arm64,
            known ? Arm64Implementers.NameOf((byte)(midr >> 24)) : string.Empty,
            string.Empty,
            (uint)midr,
            ProcessorFeatures.SetOf(Architecture.Arm64, findings),
            new CompatibilityProperties(PhysicalAddressWidth(), CacheLineFlushSize()),
            findings);
    }

    private Reading Read(FeatureSource source)
    {
        if (source is not IdRegisterSource id)
        {
            throw new ArgumentOutOfRangeException(nameof(source), source, "not a source of arm64");
        }

        if (!registers.TryRead(id.Register, out var value))
        {
            return Reading.Unknown($"{id.Register} not read");
        }

        return registers.View == IdRegisterView.UserSpace && !id.VisibleAtEl0
            ? Reading.Unknown($"{id.Register}.{id.Field} hidden from user space")
            : Reading.Of(id.IsAnnouncedBy(value), source);
    }

    private uint? PhysicalAddressWidth()
    {
        if (registers.View == IdRegisterView.UserSpace || !registers.TryRead("ID_AA64MMFR0_EL1", out var value))
        {
            return null;
        }

        var range = (int)(value & 0xF);
        return range < AddressWidths.Length ? AddressWidths[range] : null;
    }

    // CTR_EL0.DminLine counts words of 4 bytes, as a power of two.
    private uint? CacheLineFlushSize() =>
        registers.TryRead("CTR_EL0", out var value) ? 4u << (int)(value >> 16 & 0xF) : null;
}

using System.Collections.Immutable;
using System.Text;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>From CPUID and MSRs to the words of the hypervisor.</summary>
internal sealed class X86Mapping(CpuidLeaves leaves)
{
    public ProcessorFeatures Map(Catalogue catalogue)
    {
        ImmutableArray<FeatureFinding> findings =
        [
            .. catalogue.Features
                .Where(feature => feature.Kind.IsKnown)
                .Select(feature => Reading.Combine(feature, [.. feature.Sources.Select(Read)])),
        ];
        return new ProcessorFeatures(
            Architecture.X86_64,
            Vendor(),
            Brand(),
            leaves.TryRead(1, 0, out var one) ? one.Eax : 0,
            ProcessorFeatures.SetOf(Architecture.X86_64, findings),
            new X86Properties(leaves).Read(),
            findings);
    }

    private Reading Read(FeatureSource source) => source switch
    {
        CpuidSource cpuid => ReadCpuid(cpuid),
        MsrSource msr => ReadMsr(msr),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "not a source of x86_64"),
    };

    private Reading ReadCpuid(CpuidSource source)
    {
        for (var bit = source; bit is not null; bit = bit.And)
        {
            if (leaves.TryRead(bit.Leaf, bit.Subleaf, out var row))
            {
                if ((row[bit.Register] >> bit.Bit & 1) == 0)
                {
                    return Reading.Of(false, source);
                }
            }
            else
            {
                return leaves.IsBeyond(bit.Leaf, bit.Subleaf)
                    ? Reading.Of(false, source)
                    : Reading.Unknown($"{bit with { And = null }} not read");
            }
        }

        return Reading.Of(true, source);
    }

    private Reading ReadMsr(MsrSource source)
    {
        if (leaves.TryReadMsr(source.Index, out var value))
        {
            return Reading.Of((value >> source.Bit & 1) == (source.Inverted ? 0UL : 1UL), source);
        }

        // An MSR that does not exist promises nothing, so that an inverted bit of it is absent too.
        return source.AnnouncedBy is { } announced && ReadCpuid(announced).State == FindingState.Absent
            ? new Reading(FindingState.Absent, $"{source.Register} does not exist ({announced} is 0)")
            : Reading.Unknown($"{source.Register} unknown");
    }

    private string Vendor() =>
        leaves.TryRead(0, 0, out var row) ? Text([row.Ebx, row.Edx, row.Ecx]) : string.Empty;

    private string Brand()
    {
        var words = new List<uint>();
        for (var leaf = 0x8000_0002; leaf <= 0x8000_0004; leaf++)
        {
            if (leaves.TryRead(leaf, 0, out var row))
            {
                words.AddRange([row.Eax, row.Ebx, row.Ecx, row.Edx]);
            }
        }

        return Text([.. words]).Trim('\0', ' ');
    }

    private static string Text(ReadOnlySpan<uint> words)
    {
        var bytes = new byte[words.Length * 4];
        for (var i = 0; i < words.Length; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        }

        return Encoding.Latin1.GetString(bytes);
    }
}

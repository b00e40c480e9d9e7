using Google.Protobuf.Collections;
using Levelset.Api.Errors;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Api.Mapping;

/// <summary>Reads feature words that a caller sent, naming every fault.</summary>
internal static class WordsReader
{
    /// <summary>The architecture; on a fault it is noted and null returned.</summary>
    public static Architecture? ReadArchitecture(V1.Architecture architecture, string field, ValidationErrors errors)
    {
        if (architecture.ToArchitecture() is { } known)
        {
            return known;
        }

        errors.Add(
            field,
            Reasons.ArchitectureUnknown,
            $"unknown architecture {(int)architecture}; expected ARCHITECTURE_X86_64 (1) or ARCHITECTURE_ARM64 (2)");
        return null;
    }

    /// <summary>The set; on a fault it is noted and null returned.</summary>
    public static FeatureSet? ReadSet(V1.FeatureSet? set, Architecture architecture, string field, ValidationErrors errors)
    {
        if (set is null)
        {
            errors.Add(field, Reasons.WordsInvalid, "is missing");
            return null;
        }

        return Check(set.ProcessorBanks, set.Xsave, architecture, field, errors)
            ? new FeatureSet(architecture, [.. set.ProcessorBanks], set.Xsave)
            : null;
    }

    /// <summary>The mask; on a fault it is noted and null returned.</summary>
    public static DisableMask? ReadMask(V1.DisableMask? mask, Architecture architecture, string field, ValidationErrors errors)
    {
        if (mask is null)
        {
            errors.Add(field, Reasons.WordsInvalid, "is missing");
            return null;
        }

        return Check(mask.ProcessorBanks, mask.Xsave, architecture, field, errors)
            ? new DisableMask(architecture, [.. mask.ProcessorBanks], mask.Xsave)
            : null;
    }

    private static bool Check(
        RepeatedField<ulong> banks,
        ulong xsave,
        Architecture architecture,
        string field,
        ValidationErrors errors)
    {
        var right = true;
        if (banks.Count != architecture.BankCount)
        {
            errors.Add(
                $"{field}.processor_banks",
                Reasons.WordsInvalid,
                $"{Plural.Of(banks.Count, "bank")}; {architecture.Label} has {architecture.BankCount}");
            right = false;
        }

        if (xsave != 0 && !architecture.HasXsave)
        {
            errors.Add(
                $"{field}.xsave",
                Reasons.WordsInvalid,
                $"{FeatureSetText.ToHex(xsave)}; {architecture.Label} has no xsave word, so it must be 0");
            right = false;
        }

        return right;
    }
}

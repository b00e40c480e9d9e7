using System.Text.Json;
using Levelset.Agent.Partitions;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Agent.Handover;

/// <summary>Parts of answers that several requests share.</summary>
internal static class HandoverJson
{
    /// <summary>The words of a set as "0x" and 16 digits, in enable polarity; "xsave" is zero on arm64.</summary>
    public static void WriteWords(Utf8JsonWriter writer, string name, V1.FeatureSet set)
    {
        writer.WriteStartObject(name);
        for (var bank = 0; bank < set.ProcessorBanks.Count; bank++)
        {
            writer.WriteString(FeatureWord.Bank(bank).Name, FeatureSetText.ToHex(set.ProcessorBanks[bank]));
        }

        writer.WriteString(FeatureWord.Xsave.Name, FeatureSetText.ToHex(set.Xsave));
        writer.WriteEndObject();
    }

    /// <summary>Every bit and property that differs, in "missing", "unexpected" and "properties".</summary>
    public static void WriteDifference(Utf8JsonWriter writer, PartitionDifference difference, Catalogue catalogue)
    {
        WriteBits(writer, "missing", difference.Missing, catalogue);
        WriteBits(writer, "unexpected", difference.Unexpected, catalogue);
        writer.WriteStartArray("properties");
        foreach (var property in difference.Properties)
        {
            writer.WriteStartObject();
            writer.WriteString("property", property.Property);
            writer.WriteString("expected", property.Expected);
            writer.WriteString("found", property.Found);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteBits(Utf8JsonWriter writer, string name, IEnumerable<FeatureBit> bits, Catalogue catalogue)
    {
        writer.WriteStartArray(name);
        foreach (var bit in bits)
        {
            writer.WriteStartObject();
            writer.WriteString("feature", catalogue.KindOf(bit) == FeatureKind.Reserved ? "reserved" : catalogue.NameOf(bit));
            writer.WriteString("word", bit.Word.Name);
            writer.WriteNumber("bit", bit.Bit);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

using System.Globalization;
using System.Text.Json;
using Levelset.Agent.Mapping;
using Levelset.AgentV1;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;

namespace Levelset.Agent.Commands;

/// <summary>Prints what a partition would be created with: the struct field by field, its bytes, and the early properties.</summary>
internal static class StructText
{
    /// <summary>Writes it as text or as JSON.</summary>
    public static void Write(TextWriter output, PreparedArguments prepared, bool json)
    {
        var bytes = prepared.Arguments.CreatePartitionV2.Span.ToArray();
        var fields = Fields(bytes, Catalogue.For((Architecture)prepared.Architecture));
        if (json)
        {
            JsonOutput.Write(output, writer => WriteJson(writer, prepared, bytes, fields));
        }
        else
        {
            WriteText(output, prepared, bytes, fields);
        }
    }

    private static void WriteText(TextWriter output, PreparedArguments prepared, byte[] bytes, List<Field> fields)
    {
        output.WriteLine($"struct mshv_create_partition_v2, {bytes.Length} bytes, for ioctl 0x4010b800 on /dev/mshv ({((Architecture)prepared.Architecture).Label})");
        output.WriteLine();
        var table = new TextTable();
        table.Add("OFFSET", "SIZE", "FIELD", "VALUE", "MEANING");
        foreach (var field in fields)
        {
            table.Add($"{field.Offset}", $"{field.Size}", field.Name, field.Value, field.Meaning);
        }

        table.Write(output);
        output.WriteLine();
        foreach (var row in bytes.Chunk(16).Index())
        {
            output.WriteLine($"{row.Index * 16,2}  {Convert.ToHexStringLower(row.Item)}");
        }

        output.WriteLine();
        output.WriteLine(prepared.Arguments.EarlyProperties.Count == 0
            ? "no early properties"
            : "early properties, set in this order before MSHV_INITIALIZE_PARTITION:");
        foreach (var property in prepared.Arguments.EarlyProperties.ToEarly())
        {
            output.WriteLine($"  {property}");
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, PreparedArguments prepared, byte[] bytes, List<Field> fields)
    {
        writer.WriteStartObject();
        writer.WriteString("architecture", ((Architecture)prepared.Architecture).Label);
        writer.WriteString("pool", prepared.Pool);
        writer.WriteNumber("generation", prepared.Generation);
        writer.WriteString("create_partition_v2", Convert.ToHexStringLower(bytes));
        writer.WriteStartArray("fields");
        foreach (var field in fields)
        {
            writer.WriteStartObject();
            writer.WriteNumber("offset", field.Offset);
            writer.WriteNumber("size", field.Size);
            writer.WriteString("name", field.Name);
            writer.WriteString("value", field.Value);
            writer.WriteString("meaning", field.Meaning);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("early_properties");
        foreach (var property in prepared.Arguments.EarlyProperties)
        {
            writer.WriteStartObject();
            writer.WriteString("code", string.Create(CultureInfo.InvariantCulture, $"0x{property.Code:x8}"));
            writer.WriteString("name", EarlyPropertyKind.NameOf(property.Code));
            writer.WriteString("value", FeatureSetText.ToHex(property.Value));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static List<Field> Fields(byte[] bytes, Catalogue catalogue)
    {
        var architecture = catalogue.Architecture;
        var mask = CreatePartitionV2.MaskOf(bytes, architecture);
        string Hex(int from, int to) => "0x" + Convert.ToHexStringLower([.. bytes[from..to].Reverse()]);
        string Off(FeatureWord word)
        {
            var off = FeatureSet.Of(
                architecture,
                Enumerable.Range(0, 64).Select(bit => new FeatureBit(word, bit)).Where(bit => (mask[word] & bit.Mask) != 0));
            return off.IsEmpty ? "disables nothing" : "disables " + string.Join(", ", catalogue.NamesOf(off));
        }

        return
        [
            new(0, 8, "pt_flags", Hex(0, 8), Describe(CreatePartitionV2.FlagsOf(bytes))),
            new(8, 8, "pt_isolation", Hex(8, 16), CreatePartitionV2.IsolationOf(bytes) == 0 ? "none" : "SNP"),
            new(16, 2, "pt_num_cpu_fbanks", Hex(16, 18), "feature banks that follow"),
            new(18, 6, "pt_rsvd", Hex(18, 24), "reserved, zero"),
            new(24, 8, "pt_cpu_fbanks[0]", Hex(24, 32), Off(FeatureWord.Bank(0))),
            new(32, 8, "pt_cpu_fbanks[1]", Hex(32, 40), Off(FeatureWord.Bank(1))),
            new(40, 16, "pt_rsvd1", Hex(40, 56), "reserved, zero"),
            architecture.HasXsave
                ? new(56, 8, "pt_disabled_xsave", Hex(56, 64), Off(FeatureWord.Xsave))
                : new(56, 8, "pt_rsvd2", Hex(56, 64), "reserved, zero"),
        ];
    }

    private static string Describe(PartitionFlags flags) => string.Join(", ", Enumerable.Range(0, 64)
        .Where(bit => ((ulong)flags & (1UL << bit)) != 0)
        .Select(bit => string.Create(CultureInfo.InvariantCulture, $"{(PartitionFlags)(1UL << bit)} ({bit})")));

    private readonly record struct Field(int Offset, int Size, string Name, string Value, string Meaning);
}

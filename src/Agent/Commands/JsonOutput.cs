using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Levelset.Core.Features;

namespace Levelset.Agent.Commands;

/// <summary>JSON for machines: indented, readable characters left as they are.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one value and a line end.</summary>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            write(writer);
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>
    /// The words of a set as "0x" and 16 digits, in enable polarity. As in the gRPC contract, "xsave" is always there, and zero
    /// on arm64, which has no such word.
    /// </summary>
    public static void WriteWords(Utf8JsonWriter writer, string name, FeatureSet set)
    {
        writer.WriteStartObject(name);
        for (var bank = 0; bank < set.ProcessorBanks.Length; bank++)
        {
            writer.WriteString(FeatureWord.Bank(bank).Name, FeatureSetText.ToHex(set.ProcessorBanks[bank]));
        }

        writer.WriteString(FeatureWord.Xsave.Name, FeatureSetText.ToHex(set.Xsave));

        writer.WriteEndObject();
    }
}

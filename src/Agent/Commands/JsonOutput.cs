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
    /// The words of a set as "0x" and 16 digits, in enable polarity. Only those that the architecture has: arm64 has no xsave
    /// word, so that there is no "xsave" member rather than a zero that looks like an answer.
    /// </summary>
    public static void WriteWords(Utf8JsonWriter writer, string name, FeatureSet set)
    {
        writer.WriteStartObject(name);
        foreach (var word in set.Architecture.Words)
        {
            writer.WriteString(word.Name, FeatureSetText.ToHex(set[word]));
        }

        writer.WriteEndObject();
    }
}

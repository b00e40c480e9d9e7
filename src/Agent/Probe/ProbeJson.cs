using System.Text.Json;
using Levelset.Agent.Commands;
using Levelset.Agent.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Agent.Probe;

/// <summary>Prints what a host offers, for machines.</summary>
internal sealed class ProbeJson(IMshvDevice device, HostOffer offer)
{
    private readonly Catalogue catalogue = Catalogue.For(device.Architecture);

    /// <summary>Writes one JSON object. A property that is not reported is null; sizes are numbers, masks are strings.</summary>
    public void Write(TextWriter output) => JsonOutput.Write(output, Write);

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("device", device.Name);
        writer.WriteBoolean("simulated", device.IsSimulated);
        writer.WriteString("architecture", device.Architecture.Label);
        writer.WriteString("vendor", offer.Vendor);
        writer.WriteString("catalogue_version", catalogue.Version);
        JsonOutput.WriteWords(writer, "words", offer.Supported);
        WriteStrings(writer, "unreported_words", offer.Unreported.Select(word => word.Name));
        WriteProperties(writer);
        WriteStrings(writer, "features", FeatureSetText.ToNames(offer.Supported, catalogue));
        WriteSources(writer);
        writer.WriteEndObject();
    }

    private void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("properties");
        foreach (var (name, _, value, text) in PropertyText.List(offer.Properties))
        {
            if (value is null)
            {
                writer.WriteNull(name);
            }
            else if (name == "xsave_states")
            {
                writer.WriteString(name, text);
            }
            else
            {
                writer.WriteNumber(name, value.Value);
            }
        }

        writer.WriteEndObject();
    }

    private void WriteSources(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("sources");
        foreach (var word in device.Architecture.Words)
        {
            writer.WriteString(word.Name, ProbeReport.SourceOf(device, HypervisorProperties.CodeOf(word)));
        }

        foreach (var (name, code, _, _) in PropertyText.List(offer.Properties))
        {
            writer.WriteString(name, ProbeReport.SourceOf(device, code));
        }

        foreach (var bit in offer.Supported.Bits())
        {
            writer.WriteString(
                catalogue.NameOf(bit),
                device.SourceOf(bit) ?? ProbeReport.SourceOf(device, HypervisorProperties.CodeOf(bit.Word)));
        }

        writer.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}

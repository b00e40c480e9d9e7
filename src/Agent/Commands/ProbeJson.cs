using System.Text.Json;
using Levelset.Agent.Devices;
using Levelset.Agent.Probe;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;

namespace Levelset.Agent.Commands;

/// <summary>Prints what a host offers, as JSON.</summary>
internal sealed class ProbeJson(IMshvDevice device, HostCapabilities capabilities)
{
    private readonly Catalogue catalogue = Catalogue.For(device.Architecture);

    /// <summary>
    /// Writes one JSON object. A property that is not reported is null; sizes are numbers, masks are strings. "allow_list" is
    /// true when the words are only what the kernel allows a v1 partition, and the host offers at least them.
    /// </summary>
    public void Write(TextWriter output) => JsonOutput.Write(output, Write);

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("device", device.Name);
        writer.WriteBoolean("simulated", device.IsSimulated);
        writer.WriteString("architecture", device.Architecture.Label);
        writer.WriteString("vendor", capabilities.Vendor);
        writer.WriteString("catalogue_version", catalogue.Version);
        writer.WriteString("source", SourceName(capabilities.Method.Source));
        writer.WriteString("source_detail", capabilities.Method.Detail);
        writer.WriteBoolean("allow_list", capabilities.Method.AllowList is not null);
        JsonOutput.WriteWords(writer, "words", capabilities.Supported);
        WriteStrings(writer, "unreported_words", capabilities.Unreported.Select(word => word.Name));
        WriteMask(writer, "synthetic_features", capabilities.Synthetic);
        WriteMask(writer, "assignable_synthetic_features", capabilities.AssignableSynthetic);
        WriteProperties(writer);
        WriteStrings(writer, "features", catalogue.NamesOf(capabilities.Supported));
        WriteSources(writer);
        writer.WriteEndObject();
    }

    private static void WriteMask(Utf8JsonWriter writer, string name, ulong? value)
    {
        if (value is { } mask)
        {
            writer.WriteString(name, FeatureSetText.ToHex(mask));
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string SourceName(ProbeSource source) => source switch
    {
        ProbeSource.Device => "device",
        ProbeSource.HostPartitionProperty => "host_partition_property",
        ProbeSource.V1Partition => "v1_partition",
        ProbeSource.V2Partition => "v2_partition",
        ProbeSource.Simulated => "simulated",
        _ => throw new InvalidOperationException($"unknown source {source}"),
    };

    private void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("properties");
        foreach (var (name, _, value, text) in PropertyText.List(capabilities.Properties))
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
            writer.WriteString(word.Name, SourceOf(HypervisorProperties.CodeOf(word)));
        }

        writer.WriteString("synthetic_features", SourceOf(HvPartitionPropertyCode.SyntheticProcFeatures));
        writer.WriteString("assignable_synthetic_features", SourceOf(HvPartitionPropertyCode.AssignableSyntheticProcFeatures));
        foreach (var (name, code, _, _) in PropertyText.List(capabilities.Properties))
        {
            writer.WriteString(name, SourceOf(code));
        }

        foreach (var bit in capabilities.Supported.Bits())
        {
            writer.WriteString(
                catalogue.NameOf(bit),
                device.SourceOf(bit) ?? SourceOf(HypervisorProperties.CodeOf(bit.Word)));
        }

        writer.WriteEndObject();
    }

    private string SourceOf(HvPartitionPropertyCode code) => ProbeText.SourceOf(device, capabilities, code);

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

using System.Text.Json;
using Levelset.Agent.Mapping;
using Levelset.AgentV1;
using Levelset.Core.Features;

namespace Levelset.Agent.Commands;

/// <summary>Prints partitions that the daemon holds.</summary>
internal static class PartitionText
{
    /// <summary>One partition, with the requested and the read-back words side by side.</summary>
    public static void Write(TextWriter output, HeldPartition partition)
    {
        var report = partition.Report;
        var summary = new TextTable();
        summary.Add("partition", partition.Name);
        summary.Add("name", report.DisplayName);
        summary.Add("pool", $"{report.Pool}, generation {report.Generation}");
        summary.Add("nested", report.Nested ? "yes" : "no");
        if (report.Offline)
        {
            summary.Add("offline", "yes (offline; will sync)");
        }

        if (report.ExcludedFeatures.Count > 0)
        {
            summary.Add("excluded", string.Join(", ", report.ExcludedFeatures));
        }

        AddCreation(summary, report);
        summary.Write(output);
        output.WriteLine();
        WriteWords(output, partition);
    }

    /// <summary>All of them, one line each.</summary>
    public static void Write(TextWriter output, IReadOnlyList<HeldPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            output.WriteLine("no partitions");
            return;
        }

        var table = new TextTable();
        table.Add("PARTITION", "NAME", "POOL", "GENERATION", "NESTED", "OFFLINE", "RECORDED", "HELD BY", "READ BACK");
        foreach (var partition in partitions)
        {
            var report = partition.Report;
            table.Add(
                partition.Name,
                report.DisplayName,
                report.Pool,
                $"{report.Generation}",
                report.Nested ? "yes" : "no",
                report.Offline ? "yes" : "no",
                partition.Refusal.Length > 0 ? "refused" : partition.Recorded ? "yes" : "no",
                string.Join(", ", partition.Holders.Select(Describe).Prepend("agent")),
                Set(partition, report.Features)?.ToString() ?? string.Empty);
        }

        table.Write(output);
        foreach (var partition in partitions.Where(partition => partition.Refusal.Length > 0))
        {
            output.WriteLine($"{partition.Name}: refused by the service: {partition.Refusal}");
        }
    }

    /// <summary>One partition as a JSON object.</summary>
    public static void WriteJson(Utf8JsonWriter writer, HeldPartition partition)
    {
        var report = partition.Report;
        writer.WriteStartObject();
        writer.WriteString("name", partition.Name);
        writer.WriteString("display_name", report.DisplayName);
        writer.WriteString("pool", report.Pool);
        writer.WriteNumber("generation", report.Generation);
        writer.WriteBoolean("nested", report.Nested);
        writer.WriteBoolean("recorded", partition.Recorded);
        writer.WriteString("refusal", partition.Refusal);
        writer.WriteBoolean("offline", report.Offline);
        writer.WriteString("origin", report.Origin == V1.PartitionReport.Types.Origin.Adopted ? "adopted" : "agent");
        writer.WriteBoolean("stored", partition.Stored);
        WriteHolders(writer, partition.Holders);
        writer.WriteString("create_time", partition.CreateTime.ToDateTimeOffset());
        writer.WriteStartArray("excluded_features");
        foreach (var feature in report.ExcludedFeatures)
        {
            writer.WriteStringValue(feature);
        }

        writer.WriteEndArray();
        WriteSet(writer, "requested_words", partition, report.RequestedFeatures);
        WriteSet(writer, "words", partition, report.Features);
        WriteCreation(writer, report);
        writer.WriteEndObject();
    }

    private static string Describe(Holder holder) =>
        $"{Verb(holder)} uid {holder.Uid} pid {holder.Pid} {holder.Command} {holder.Time.ToDateTimeOffset():yyyy-MM-ddTHH:mm:ssZ}";

    private static string Verb(Holder holder) => holder.Kind switch
    {
        Holder.Types.Kind.Claimed => "claimed",
        Holder.Types.Kind.Adopted => "adopted",
        Holder.Types.Kind.Executed => "executed",
        _ => "unknown",
    };

    private static void WriteHolders(Utf8JsonWriter writer, IEnumerable<Holder> holders)
    {
        writer.WriteStartArray("holders");
        foreach (var holder in holders)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", Verb(holder));
            writer.WriteNumber("uid", holder.Uid);
            writer.WriteNumber("pid", holder.Pid);
            writer.WriteString("command", holder.Command);
            writer.WriteString("time", holder.Time.ToDateTimeOffset());
            writer.WriteBoolean("owns", holder.Owns);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void AddCreation(TextTable summary, V1.PartitionReport report)
    {
        summary.Add("flags", $"0x{report.PtFlags:x}");
        if (report.PtIsolation != 0)
        {
            summary.Add("isolation", report.PtIsolation == 1 ? "snp" : $"{report.PtIsolation}");
        }

        foreach (var property in report.EarlyProperties.ToEarly())
        {
            summary.Add("early property", property.ToString());
        }

        summary.Add("initialized", report.Initialized ? "yes" : "no");
        summary.Add("verified", report.VerifiedByTwin ? "by a twin, which was initialized, read and closed" : "by reading it back");
    }

    private static void WriteCreation(Utf8JsonWriter writer, V1.PartitionReport report)
    {
        writer.WriteString("pt_flags", FeatureSetText.ToHex(report.PtFlags));
        writer.WriteNumber("pt_isolation", report.PtIsolation);
        writer.WriteBoolean("initialized", report.Initialized);
        writer.WriteBoolean("verified_by_twin", report.VerifiedByTwin);
        writer.WriteStartArray("early_properties");
        foreach (var property in report.EarlyProperties)
        {
            writer.WriteStartObject();
            writer.WriteString("code", $"0x{property.Code:x8}");
            writer.WriteString("name", Core.Partitions.EarlyPropertyKind.NameOf(property.Code));
            writer.WriteString("value", FeatureSetText.ToHex(property.Value));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteWords(TextWriter output, HeldPartition partition)
    {
        var table = new TextTable();
        table.Add("WORD", "REQUESTED", "READ BACK", string.Empty);
        if (Set(partition, partition.Report.RequestedFeatures) is { } asked && Set(partition, partition.Report.Features) is { } got)
        {
            foreach (var word in asked.Architecture.Words)
            {
                table.Add(
                    word.Name,
                    FeatureSetText.ToHex(asked[word]),
                    FeatureSetText.ToHex(got[word]),
                    asked[word] == got[word] ? "same" : "DIFFERS");
            }
        }

        table.Write(output);
    }

    private static void WriteSet(Utf8JsonWriter writer, string name, HeldPartition partition, V1.FeatureSet set)
    {
        if (Set(partition, set) is { } words)
        {
            JsonOutput.WriteWords(writer, name, words);
        }
    }

    private static FeatureSet? Set(HeldPartition partition, V1.FeatureSet set) => set.ToSet((Architecture)partition.Architecture);
}

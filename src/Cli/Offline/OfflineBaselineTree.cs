using System.Text.Json.Nodes;
using Levelset.Cli.Output;
using Levelset.Core.Baselines;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Cli.Offline;

/// <summary>A computed baseline as JSON. Words are "0x" and 16 digits, as in the output of `levelset-agent probe --json`.</summary>
internal static class OfflineBaselineTree
{
    public static JsonObject Of(OfflineBaseline computation)
    {
        var catalogue = computation.Catalogue;
        return new JsonObject
        {
            ["architecture"] = catalogue.Architecture.Label,
            ["vendor"] = computation.Baseline.Capabilities.Vendor,
            ["catalogueVersion"] = catalogue.Version,
            ["baseline"] = Words(computation.Baseline.Features.ProcessorBanks, computation.Baseline.Features.Xsave),
            ["features"] = Strings(catalogue.NamesOf(computation.Baseline.Features)),
            ["properties"] = ProtoTree.Of(computation.Baseline.Capabilities.Properties.ToWire()),
            ["dropped"] = new JsonArray([.. computation.Baseline.Dropped.Select(dropped => new JsonObject
            {
                ["feature"] = catalogue.NameOf(dropped.Feature),
                ["word"] = dropped.Feature.Word.Name,
                ["bit"] = dropped.Feature.Bit,
                ["reason"] = "DROP_REASON_" + EnumText.UpperSnake(dropped.Reason),
                ["files"] = Strings(dropped.LackedBy),
                ["requires"] = dropped.Requires is { } needed ? catalogue.NameOf(needed) : null,
            })]),
            ["machines"] = new JsonArray([.. computation.Hosts.Zip(computation.Arguments, (host, arguments) => new JsonObject
            {
                ["file"] = host.File,
                ["simulated"] = host.IsSimulated,
                ["unreportedWords"] = Strings(host.Unreported),
                ["features"] = Words(arguments.Features.ProcessorBanks, arguments.Features.Xsave),
                ["disableMask"] = Words(arguments.DisableMask.ProcessorBanks, arguments.DisableMask.Xsave),
                ["ptFlags"] = $"0x{(ulong)arguments.Flags:x}",
                ["createPartitionV2"] = Convert.ToHexStringLower(arguments.ToBytes()),
            })]),
        };
    }

    private static JsonObject Words(IReadOnlyList<ulong> banks, ulong xsave) => new()
    {
        ["processorBanks"] = Strings(banks.Select(FeatureSetText.ToHex)),
        ["xsave"] = FeatureSetText.ToHex(xsave),
    };

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}

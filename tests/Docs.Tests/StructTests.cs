using System.Globalization;
using System.Text.RegularExpressions;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Processors;

namespace Levelset.Docs.Tests;

/// <summary>The 64 bytes that docs/guide/create-partition-struct.md prints are the ones that are made.</summary>
public sealed partial class StructTests
{
    [Fact]
    public void CreatePartitionV2_KnownCase_IsAsPrinted()
    {
        var lines = CodeBlock.Read("docs/guide/create-partition-struct.md").Single().Text.Split('\n').Skip(1)
            .Select(line => Line().Match(line))
            .ToList();
        Assert.All(lines, line => Assert.True(line.Success));
        var printed = new List<byte>();
        foreach (var line in lines)
        {
            Assert.Equal(printed.Count, int.Parse(line.Groups["offset"].Value, CultureInfo.InvariantCulture));
            var bytes = line.Groups["bytes"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => byte.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                .ToList();
            printed.AddRange(bytes);
            Assert.Equal(
                line.Groups["value"].Value,
                "0x" + Convert.ToHexStringLower([.. Enumerable.Reverse(bytes)]));
        }

        Assert.Equal(Made(), printed);
    }

    private static byte[] Made()
    {
        var catalogue = Catalogue.X86_64;
        var members = new[] { "cascade-lake", "ice-lake-sp", "emerald-rapids" }
            .Select(name => new Member(name, new CpuCapabilities("", Profile.Find(name)!.Supported, CompatibilityProperties.None)))
            .ToList();
        var policy = new PoolPolicy { ReservedBits = ReservedBits.HypervisorDefault };
        var baseline = Level.Of(members, policy, catalogue)!.Features;
        var request = new PartitionRequest(Nested: false, FeatureSet.Empty(Architecture.X86_64));
        var wanted = CreationArguments.FeaturesFor(baseline, request, catalogue).Features;
        return CreationArguments.For(wanted, members[1].Capabilities.Features, catalogue, policy.ReservedBits).ToBytes();
    }

    [GeneratedRegex(@"^ *(?<offset>\d+)  (?<bytes>(?:[0-9a-f]{2} )+) *(?<field>[a-z0-9_\[\]]+) +(?<value>0x[0-9a-f]+)$")]
    private static partial Regex Line();
}

using System.Numerics;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.V1;
using Architecture = Levelset.V1.Architecture;
using FeatureSet = Levelset.V1.FeatureSet;

namespace Levelset.Demo;

/// <summary>Prints what the service answered.</summary>
internal static class Report
{
    /// <summary>What each host offers.</summary>
    public static void Hosts(IEnumerable<Host> hosts)
    {
        Title("Features of each host (1 = offered)");
        foreach (var host in hosts)
        {
            Console.WriteLine($"  {host.Name,-22} {host.Platform.CpuModel}{(host.Simulated ? "  [SIMULATED]" : "")}");
            Console.WriteLine($"  {"",-22} {Words(host.Supported)}  {Count(host.Supported)} features");
        }
    }

    /// <summary>The pool's baseline, what is lost for it, and because of whom.</summary>
    public static void Baseline(Pool pool, Baseline baseline, IReadOnlyList<Host> members)
    {
        Title($"{pool.Name}: {members.Count} {pool.Vendor} hosts, {baseline.Name}");
        Console.WriteLine($"  {"baseline",-22} {Words(baseline.Features)}  {Count(baseline.Features)} features");
        Console.WriteLine("  not in the baseline, but offered by some member:");
        foreach (var group in baseline.Dropped.GroupBy(Because))
        {
            var names = string.Join(' ', group.Select(dropped => Name(dropped.Feature)));
            foreach (var (line, first) in Wrap(names, 84).Select((line, i) => (line, i == 0)))
            {
                Console.WriteLine(first ? $"    {group.Key}:\n      {line}" : $"      {line}");
            }
        }
    }

    /// <summary>Each host's disable banks.</summary>
    public static void DisableMasks(IEnumerable<(Host Host, CreationArguments Arguments)> arguments)
    {
        Console.WriteLine("  disable mask of each host for a partition of this baseline (1 = disabled):");
        foreach (var (host, forHost) in arguments)
        {
            var mask = forHost.DisableMask;
            Console.WriteLine($"    {host.Name,-22} {Words(mask.ProcessorBanks, mask.Xsave, host.Architecture)}");
        }
    }

    /// <summary>Asked for and read back, side by side.</summary>
    public static void Partition(Partition partition, Catalogue catalogue)
    {
        Console.WriteLine($"  {partition.Name} on {partition.Host}, generation {partition.Generation}{(partition.Simulated ? "  [SIMULATED]" : "")}");
        Console.WriteLine($"    {"word",-6} {"requested",-18} {"read back",-18}");
        foreach (var word in catalogue.Architecture.Words)
        {
            var asked = word.IsXsave ? partition.RequestedFeatures.Xsave : partition.RequestedFeatures.ProcessorBanks[word.BankNumber];
            var got = word.IsXsave ? partition.Features.Xsave : partition.Features.ProcessorBanks[word.BankNumber];
            Console.WriteLine($"    {word.Name,-6} 0x{asked:x16} 0x{got:x16} {(asked == got ? "equal" : "DIFFERENT")}");
        }

        Console.WriteLine($"    {(partition.Features.Equals(partition.RequestedFeatures) ? "verified" : "NOT VERIFIED")}; its state is {partition.State.ToString().ToUpperInvariant()}");
    }

    /// <summary>A heading.</summary>
    public static void Title(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
    }

    private static string Because(DroppedFeature dropped) => dropped.Reason switch
    {
        DropReason.NotOffered => $"not offered by {string.Join(", ", dropped.Hosts)}",
        DropReason.Excluded => "excluded by the pool's policy",
        DropReason.Reserved => "unknown feature bit, disabled by the pool's policy",
        DropReason.Requires => $"requires {Name(dropped.Requires)}",
        _ => "offered by all hosts, but the baseline has not been raised",
    };

    private static string Name(Feature feature) =>
        feature.Name == "reserved" ? $"{feature.Word}:{feature.Bit}" : feature.Name;

    private static string Words(FeatureSet set) => Words(set.ProcessorBanks, set.Xsave, null);

    private static string Words(IReadOnlyList<ulong> banks, ulong xsave, Architecture? architecture)
    {
        var words = banks.Select((bank, i) => $"bank{i} 0x{bank:x16}");
        return string.Join("  ", architecture == Architecture.Arm64 || (architecture is null && xsave == 0)
            ? words
            : words.Append($"xsave 0x{xsave:x16}"));
    }

    private static int Count(FeatureSet set) => set.ProcessorBanks.Sum(BitOperations.PopCount) + BitOperations.PopCount(set.Xsave);

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length + 1 > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}

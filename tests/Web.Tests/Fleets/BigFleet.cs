using Levelset.Core.Catalogues;
using Architecture = Levelset.Core.Features.Architecture;
using FeatureSet = Levelset.Core.Features.FeatureSet;

namespace Levelset.Web.Tests.Fleets;

/// <summary>One pool of a thousand hosts: twelve kinds of machine.</summary>
public static class BigFleet
{
    /// <summary>{pool}.</summary>
    public const string Pool = "big";

    /// <summary>How many members it has.</summary>
    public const int Hosts = 1000;

    private const int Kinds = 12;

    /// <summary>
    /// Each kind lacks a twelfth of the catalogue that the others have: every feature has its row, and none is in all hosts, so that
    /// no page of a thousand hosts is larger.
    /// </summary>
    public static IReadOnlyList<Machine> Machines { get; } = [.. Enumerable.Range(0, Kinds).Select(MachineOf)];

    /// <summary>Makes the pool; the hosts have reported once and their agents have gone.</summary>
    public static async Task FillAsync(Site site)
    {
        const int AtOnce = 8;
        await site.CreatePoolAsync(Pool, "A thousand hosts");
        var ids = Enumerable.Range(0, Hosts).Select(number => $"node-{number:0000}").ToList();
        await Parallel.ForEachAsync(
            ids.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (host, _) => await site.VisitAsync(host.Item, Machines[host.Index % Machines.Count]));
        await site.AddAsync(Pool, ids);
    }

    private static Machine MachineOf(int kind)
    {
        var features = Catalogue.X86_64.Features.Index().Where(feature => feature.Index % Kinds != kind).Select(feature => feature.Item.Bit);
        var machine = Machine.Of("granite-rapids");
        return machine with { Offers = machine.Offers with { Set = FeatureSet.Of(Architecture.X86_64, features) } };
    }
}

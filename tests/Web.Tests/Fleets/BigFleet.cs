using Levelset.Core.Processors;

namespace Levelset.Web.Tests.Fleets;

/// <summary>One pool of a thousand hosts: twelve kinds of machine, so many times each.</summary>
public static class BigFleet
{
    /// <summary>{pool}.</summary>
    public const string Pool = "big";

    /// <summary>How many members it has.</summary>
    public const int Hosts = 1000;

    /// <summary>The twelve: every Intel profile, and half of them after an update that took something away.</summary>
    public static IReadOnlyList<Machine> Machines { get; } =
    [
        .. Intel, .. Intel.Skip(4).Select(machine => machine.Updated("0x0b000012", "rd_seed", "adx")),
    ];

    private static IEnumerable<Machine> Intel =>
        Profile.All.Where(profile => profile.Vendor == "GenuineIntel").Select(profile => Machine.Of(profile.Name));

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
}

using Levelset.Api.Data;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Benchmarks.Requests;

/// <summary>A pool of 1000 hosts of twelve kinds that between them offer every feature of the catalogue, so that its page is as large as can be.</summary>
internal static class MixedPool
{
    public const string Id = "mixed";

    private const int Hosts = 1000;
    private const int Kinds = 12;

    public static async Task CreateAsync(Fleet fleet)
    {
        var now = DateTimeOffset.UtcNow;
        var sets = Enumerable.Range(0, Kinds).Select(Words).ToList();
        var fingerprints = sets.ConvertAll(set => Fingerprint.Of("GenuineIntel", set, CompatibilityProperties.None).Value);
        var baseline = Closure.Of(sets.Aggregate((a, b) => a.Intersect(b)), Catalogue.X86_64).Features;
        await using var db = fleet.Open();
        db.AddRange(sets.Zip(fingerprints, (set, fingerprint) =>
            new SupportedSet { Fingerprint = fingerprint, Vendor = "GenuineIntel", Features = set, Properties = new StoredProperties() }));
        db.Add(new PoolRow { Id = Id, LastGeneration = Kinds, CurrentGeneration = Kinds, Level = baseline, CreateTime = now });

        // A generation for each kind that joined.
        db.AddRange(Enumerable.Range(1, Kinds).Select(number => new BaselineRow
        {
            PoolId = Id,
            Generation = number,
            Vendor = "GenuineIntel",
            Features = Closure.Of(sets.Take(number).Aggregate((a, b) => a.Intersect(b)), Catalogue.X86_64).Features,
            Level = baseline,
            Properties = new StoredProperties(),
            Cause = $"hosts added: hosts/m{number - 1:0000}",
            Author = "benchmark",
            CreateTime = now,
            CatalogueVersion = "",
            Reasons = "{}",
        }));
        db.AddRange(Enumerable.Range(0, Hosts).Select(number => new HostRow
        {
            Id = $"m{number:0000}",
            Fingerprint = fingerprints[number % Kinds],
            PoolId = Id,
            Standing = Standing.Ready,
            ReportTime = now,
            Platform = { CpuModel = $"Intel(R) Xeon(R) Gold {6300 + (number % Kinds)} CPU @ 2.00GHz" },
            Sighting = new AgentSighting { HostId = $"m{number:0000}", LastSeenTime = now },
        }));
        await db.SaveChangesAsync();
    }

    // Each kind lacks another twelfth of what is known.
    private static FeatureSet Words(int kind) => FeatureSet.Of(
        Architecture.X86_64,
        Catalogue.X86_64.Known.Bits().Where((_, index) => index % Kinds != kind));
}

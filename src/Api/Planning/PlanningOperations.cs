using Grpc.Core;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Planning;

/// <summary>What PlanningService does, for whoever calls it: gRPC or a page.</summary>
internal sealed class PlanningOperations(
    IDbContextFactory<LevelsetDbContext> contexts)
{
    private const int MostHosts = 10_000;
    private const int MostPools = 100;

    public Task<V1.FeatureComparison> CompareFeaturesAsync(V1.CompareFeaturesRequest request, CancellationToken cancellationToken)
    {
        var faults = new ValidationErrors();
        var from = ComparedName.Parse(request.From, "from", faults);
        var to = ComparedName.Parse(request.To, "to", faults);
        faults.ThrowIfAny();
        return contexts.ReadSnapshotAsync((db, token) => Comparison.ReadAsync(db, from, to, token), cancellationToken);
    }

    public Task<V1.PreviewJoinResponse> PreviewJoinAsync(V1.PreviewJoinRequest request, CancellationToken cancellationToken)
    {
        var faults = new ValidationErrors();
        var pool = NameReader.ReadPool(request.Pool, "pool", faults);
        var architecture = WordsReader.ReadArchitecture(request.Architecture, "architecture", faults);
        VendorReader.Check(request.Vendor, architecture, "vendor", faults);
        if (request.Vendor.Length == 0)
        {
            faults.Add("vendor", Reasons.VendorUnknown, "is missing");
        }

        var supported = architecture is { } known ? WordsReader.ReadSet(request.Supported, known, "supported", faults) : null;
        faults.ThrowIfAny();
        var model = new CpuCapabilities(request.Vendor, supported!, request.Properties.ToProperties());
        return contexts.ReadSnapshotAsync((db, token) => JoinPreview.ReadAsync(db, pool, model, token), cancellationToken);
    }

    public Task<V1.SuggestPoolsResponse> SuggestPoolsAsync(V1.SuggestPoolsRequest request, CancellationToken cancellationToken)
    {
        var faults = new ValidationErrors();
        if (request.Hosts.Count > MostHosts)
        {
            faults.Add("hosts", Reasons.FieldInvalid, $"{Plural.Of(request.Hosts.Count, "host")}; at most {MostHosts}");
        }

        if (request.PoolCount is 0 or > MostPools)
        {
            faults.Add("pool_count", Reasons.FieldInvalid, $"{request.PoolCount} is out of range; expected 1 to {MostPools}");
        }

        var ids = request.Hosts.Take(MostHosts).Select((name, i) => NameReader.ReadHost(name, $"hosts[{i}]", faults)).Distinct().ToList();
        var labels = request.LabelSelector.Length > 0 ? LabelSelector.Parse(request.LabelSelector, "label_selector", faults) : null;
        faults.ThrowIfAny();
        return contexts.ReadSnapshotAsync(
            (db, token) => PoolAdvice.ReadAsync(db, ids, labels, (int)request.PoolCount, token),
            cancellationToken);
    }
}

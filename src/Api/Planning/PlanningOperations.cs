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
    private const int MaxHosts = 10_000;
    private const int MaxPools = 100;

    public Task<V1.FeatureComparison> CompareFeaturesAsync(V1.CompareFeaturesRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var from = ComparedName.Parse(request.From, "from", errors);
        var to = ComparedName.Parse(request.To, "to", errors);
        errors.ThrowIfAny();
        return contexts.ReadSnapshotAsync((db, token) => Comparison.ReadAsync(db, from, to, token), cancellationToken);
    }

    public Task<V1.PreviewJoinResponse> PreviewJoinAsync(V1.PreviewJoinRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var pool = NameReader.ReadPool(request.Pool, "pool", errors);
        var architecture = WordsReader.ReadArchitecture(request.Architecture, "architecture", errors);
        VendorReader.Check(request.Vendor, architecture, "vendor", errors);
        if (request.Vendor.Length == 0)
        {
            errors.Add("vendor", Reasons.VendorUnknown, "is missing");
        }

        var supported = architecture is { } known ? WordsReader.ReadSet(request.Supported, known, "supported", errors) : null;
        errors.ThrowIfAny();
        var model = new CpuCapabilities(request.Vendor, supported!, request.Properties.ToProperties());
        return contexts.ReadSnapshotAsync((db, token) => JoinPreview.ReadAsync(db, pool, model, token), cancellationToken);
    }

    public Task<V1.SuggestPoolsResponse> SuggestPoolsAsync(V1.SuggestPoolsRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        if (request.Hosts.Count > MaxHosts)
        {
            errors.Add("hosts", Reasons.FieldInvalid, $"{Plural.Of(request.Hosts.Count, "host")}; at most {MaxHosts}");
        }

        if (request.PoolCount is 0 or > MaxPools)
        {
            errors.Add("pool_count", Reasons.FieldInvalid, $"{request.PoolCount} is out of range; expected 1 to {MaxPools}");
        }

        var ids = request.Hosts.Take(MaxHosts).Select((name, i) => NameReader.ReadHost(name, $"hosts[{i}]", errors)).Distinct().ToList();
        var labels = request.LabelSelector.Length > 0 ? LabelSelector.Parse(request.LabelSelector, "label_selector", errors) : null;
        errors.ThrowIfAny();
        return contexts.ReadSnapshotAsync(
            (db, token) => PoolAdvice.ReadAsync(db, ids, labels, (int)request.PoolCount, token),
            cancellationToken);
    }
}

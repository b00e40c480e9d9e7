using Grpc.Core;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Requests;
using Levelset.Api.Wire;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;
using V1 = Levelset.V1;

namespace Levelset.Api.Planning;

/// <summary>PlanningService. Changes nothing; every answer is made from one snapshot.</summary>
internal sealed class PlanningGrpcService(IDbContextFactory<LevelsetDbContext> contexts) : V1.PlanningService.PlanningServiceBase
{
    private const int MostHosts = 10_000;
    private const int MostPools = 100;

    /// <inheritdoc/>
    public override Task<V1.FeatureComparison> CompareFeatures(V1.CompareFeaturesRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var from = ComparedName.Parse(request.From, "from", faults);
        var to = ComparedName.Parse(request.To, "to", faults);
        faults.ThrowIfAny();
        return contexts.ReadSnapshotAsync((db, token) => Comparison.ReadAsync(db, from, to, token), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<V1.PreviewJoinResponse> PreviewJoin(V1.PreviewJoinRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var pool = ResourceName.ParsePool(request.Pool, "pool", faults);
        var architecture = WordsReader.ReadArchitecture(request.Architecture, "architecture", faults);
        VendorReader.Check(request.Vendor, architecture, "vendor", faults);
        if (request.Vendor.Length == 0)
        {
            faults.Add("vendor", Reasons.VendorUnknown, "is missing");
        }

        var supported = architecture is { } known ? WordsReader.ReadSet(request.Supported, known, "supported", faults) : null;
        faults.ThrowIfAny();
        var model = new CpuCapabilities(request.Vendor, supported!, request.Properties.ToValue());
        return contexts.ReadSnapshotAsync((db, token) => JoinPreview.ReadAsync(db, pool, model, token), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<V1.SuggestPoolsResponse> SuggestPools(V1.SuggestPoolsRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        if (request.Hosts.Count > MostHosts)
        {
            faults.Add("hosts", Reasons.FieldInvalid, $"{request.Hosts.Count} hosts; at most {MostHosts}");
        }

        if (request.PoolCount is 0 or > MostPools)
        {
            faults.Add("pool_count", Reasons.FieldInvalid, $"{request.PoolCount} is not from 1 to {MostPools}");
        }

        var ids = request.Hosts.Take(MostHosts).Select((name, i) => ResourceName.ParseHost(name, $"hosts[{i}]", faults)).Distinct().ToList();
        var labels = request.LabelSelector.Length > 0 ? LabelSelector.Parse(request.LabelSelector, "label_selector", faults) : null;
        faults.ThrowIfAny();
        return contexts.ReadSnapshotAsync(
            (db, token) => PoolAdvice.ReadAsync(db, ids, labels, (int)request.PoolCount, token),
            context.CancellationToken);
    }
}

using Levelset.Api.Errors;
using Levelset.Api.Requests;

namespace Levelset.Api.Pools;

/// <summary>Which hosts a change of membership is about.</summary>
/// <param name="PoolId">The pool.</param>
/// <param name="HostIds">Hosts by name: all of them, or the call fails.</param>
/// <param name="Labels">Hosts by label: those that fit; null = no selector.</param>
internal sealed record HostSelection(
    string PoolId,
    IReadOnlyList<string> HostIds,
    IReadOnlyDictionary<string, string>? Labels)
{
    public static HostSelection Parse(string pool, IReadOnlyList<string> hosts, string labelSelector, Faults faults)
    {
        var poolId = ResourceName.ParsePool(pool, "pool", faults);
        var ids = hosts.Select((name, i) => ResourceName.ParseHost(name, $"hosts[{i}]", faults)).Distinct().ToList();
        var labels = labelSelector.Length > 0 ? LabelSelector.Parse(labelSelector, "label_selector", faults) : null;
        if (hosts.Count == 0 && labels is null)
        {
            faults.Add("hosts", Reasons.FieldInvalid, "is empty; name hosts, or give a label_selector");
        }

        return new HostSelection(poolId, ids, labels);
    }
}

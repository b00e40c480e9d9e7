using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>Which hosts a change of membership is about.</summary>
/// <param name="HostIds">Hosts by name: all of them, or the call fails.</param>
/// <param name="Labels">Hosts by label: those that fit; null = no selector.</param>
internal sealed record HostSelection(IReadOnlyList<string> HostIds, IReadOnlyDictionary<string, string>? Labels = null)
{
    public static HostSelection Parse(IReadOnlyList<string> hosts, string labelSelector, ValidationErrors errors)
    {
        var selection = Named(hosts, "hosts", errors);
        var labels = labelSelector.Length > 0 ? LabelSelector.Parse(labelSelector, "label_selector", errors) : null;
        if (hosts.Count == 0 && labels is null)
        {
            errors.Add("hosts", Reasons.FieldInvalid, "is empty; set hosts or label_selector");
        }

        return selection with { Labels = labels };
    }

    /// <summary>Hosts by name, or none.</summary>
    public static HostSelection Named(IReadOnlyList<string> hosts, string field, ValidationErrors errors) =>
        new([.. hosts.Select((name, i) => NameReader.ReadHost(name, $"{field}[{i}]", errors)).Distinct()]);

    /// <summary>The hosts by name, whether they exist or not, and those of the given ones that carry the labels.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(IQueryable<HostRow> among, CancellationToken cancellationToken) =>
        Labels is null
            ? HostIds
            : [.. HostIds.Union(await among.WithLabels(Labels).Select(host => host.Id).ToListAsync(cancellationToken))];
}

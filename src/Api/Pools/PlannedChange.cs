using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Pools;

/// <summary>What a request asks of a pool: any mix of hosts that leave, a change of policy and hosts that join.</summary>
/// <param name="PoolId">The pool.</param>
/// <param name="Etag">What it must be at; "" = whatever.</param>
/// <param name="Author">Who asks.</param>
/// <param name="ValidateOnly">Whether the caller's transaction is rolled back.</param>
internal sealed record PlannedChange(string PoolId, string Etag, string Author, bool ValidateOnly)
{
    /// <summary>Hosts that leave, or null.</summary>
    public HostSelection? Leaving { get; init; }

    /// <summary>A change of policy, or null.</summary>
    public PolicyChange? Policy { get; init; }

    /// <summary>Hosts that join, or null.</summary>
    public HostSelection? Joining { get; init; }

    /// <summary>What is wrong with the request so far; named together with what is wrong with the policy.</summary>
    public ValidationErrors Errors { get; init; } = new();

    /// <summary>Reads a request; what is wrong with it is in <see cref="Errors"/>, unless nothing else can be found out.</summary>
    /// <exception cref="ServiceException">The pool's name is malformed: INVALID_ARGUMENT with every fault.</exception>
    public static PlannedChange Read(V1.ChangePoolRequest request, string author)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Pool, "pool", errors);
        var leaving = HostSelection.Named(request.RemoveHosts, "remove_hosts", errors);
        var joining = HostSelection.Named(request.AddHosts, "add_hosts", errors);
        for (var i = 0; i < request.AddHosts.Count; i++)
        {
            if (request.RemoveHosts.Contains(request.AddHosts[i]))
            {
                errors.Add($"add_hosts[{i}]", Reasons.FieldInvalid, $"{request.AddHosts[i]} is also in remove_hosts; remove it from one of them");
            }
        }

        var changesPolicy = request.Policy is not null || request.UpdateMask is not null;
        var mask = changesPolicy ? UpdateMask.Read(request.UpdateMask, PoolPolicies.Fields, errors) : null;
        if (mask is null && request.AddHosts.Count + request.RemoveHosts.Count == 0)
        {
            errors.Add("pool", Reasons.FieldInvalid, "no change requested; set add_hosts, remove_hosts, or policy with update_mask");
        }

        if (id.Length == 0)
        {
            errors.ThrowIfAny();
        }

        return new PlannedChange(id, request.Etag, author, request.ValidateOnly)
        {
            Leaving = request.RemoveHosts.Count > 0 ? leaving : null,
            Policy = mask is null ? null : new PolicyChange(request.Policy, mask, "", "policy"),
            Joining = request.AddHosts.Count > 0 ? joining : null,
            Errors = errors,
        };
    }
}

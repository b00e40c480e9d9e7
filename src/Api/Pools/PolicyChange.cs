using Levelset.Api.Mapping;

namespace Levelset.Api.Pools;

/// <summary>Which fields of a policy a request changes, and to what.</summary>
/// <param name="Policy">The values; null = defaults.</param>
/// <param name="Mask">The fields.</param>
/// <param name="Prefix">What the mask writes before them: "" or "policy".</param>
/// <param name="Field">Where the request has the policy, for faults.</param>
internal sealed record PolicyChange(V1.PoolPolicy? Policy, UpdateMask Mask, string Prefix, string Field)
{
    /// <summary>Whether a field is changed.</summary>
    public bool Has(string name) => Prefix.Length == 0 ? Mask.Has(name) : Mask.Has(Prefix) || Mask.Has($"{Prefix}.{name}");
}

using Google.Protobuf.WellKnownTypes;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Pools;

/// <summary>A change of a pool with a preview.</summary>
/// <param name="Pool">`pools/{pool}`.</param>
/// <param name="Add">`hosts/{host}` to add.</param>
/// <param name="Remove">`hosts/{host}` to remove.</param>
/// <param name="Policy">The new values of the fields in <paramref name="PolicyMask"/>.</param>
/// <param name="PolicyMask">The fields of the policy to change.</param>
internal sealed record PlannedChange(
    string Pool,
    IReadOnlyList<string> Add,
    IReadOnlyList<string> Remove,
    V1.PoolPolicy Policy,
    IReadOnlyList<string> PolicyMask)
{
    /// <summary>Throws if there is nothing to change.</summary>
    /// <exception cref="UsageException">Nothing is to be changed.</exception>
    public void RequireAny()
    {
        if (Add.Count + Remove.Count + PolicyMask.Count == 0)
        {
            throw new UsageException("nothing to change: use --add, --remove, or a policy option such as --exclude");
        }
    }

    /// <summary>Applies the change, or previews it.</summary>
    public async Task<V1.PoolChange> SendAsync(Run run, string etag, bool validateOnly)
    {
        var request = new V1.ChangePoolRequest { Pool = Pool, Etag = etag, ValidateOnly = validateOnly };
        request.AddHosts.AddRange(Add);
        request.RemoveHosts.AddRange(Remove);
        if (PolicyMask.Count > 0)
        {
            request.Policy = Policy;
            request.UpdateMask = FieldMask.FromStringEnumerable<V1.PoolPolicy>(PolicyMask);
        }

        return await run.Service.Pools.ChangePoolAsync(request, run.Call());
    }
}

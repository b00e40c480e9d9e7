using Google.Protobuf.WellKnownTypes;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.V1;

namespace Levelset.Cli.Pools;

/// <summary>A change of one pool that is looked at before it is made.</summary>
/// <param name="Pool">`pools/{pool}`.</param>
/// <param name="Add">`hosts/{host}` that would join.</param>
/// <param name="Remove">`hosts/{host}` that would leave.</param>
/// <param name="Policy">What the policy would be.</param>
/// <param name="PolicyMask">Which of the policy's fields would change.</param>
internal sealed record PlannedChange(
    string Pool,
    IReadOnlyList<string> Add,
    IReadOnlyList<string> Remove,
    PoolPolicy Policy,
    IReadOnlyList<string> PolicyMask)
{
    /// <summary>Refuses a change of nothing.</summary>
    /// <exception cref="UsageException">Nothing is to change.</exception>
    public void RequireAny()
    {
        if (Add.Count + Remove.Count + PolicyMask.Count == 0)
        {
            throw new UsageException("nothing to change: give --add, --remove, or a policy option such as --exclude");
        }
    }

    /// <summary>Makes the change, or previews it.</summary>
    public async Task<PoolChange> SendAsync(Run run, string etag, bool validateOnly)
    {
        var request = new ChangePoolRequest { Pool = Pool, Etag = etag, ValidateOnly = validateOnly };
        request.AddHosts.AddRange(Add);
        request.RemoveHosts.AddRange(Remove);
        if (PolicyMask.Count > 0)
        {
            request.Policy = Policy;
            request.UpdateMask = FieldMask.FromStringEnumerable<PoolPolicy>(PolicyMask);
        }

        return await run.Service.Pools.ChangePoolAsync(request, run.Call());
    }
}

using Google.Protobuf.WellKnownTypes;
using Levelset.V1;

namespace Levelset.Cli.Planning;

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
    /// <summary>Refuses what the service has no single call for: a change that is made in parts could be left half made.</summary>
    /// <exception cref="UsageException">Nothing is to change, or things of several kinds are.</exception>
    public void RequireOneKind()
    {
        string[] kinds =
        [
            .. Add.Count > 0 ? ["--add"] : Array.Empty<string>(),
            .. Remove.Count > 0 ? ["--remove"] : Array.Empty<string>(),
            .. PolicyMask.Count > 0 ? ["policy options"] : Array.Empty<string>(),
        ];
        switch (kinds.Length)
        {
            case 0:
                throw new UsageException("nothing to change: give --add, --remove, or a policy option such as --exclude");
            case > 1:
                throw new UsageException(
                    $"{string.Join(" and ", kinds)} together: the service makes changes of one kind at a time; ask for each by itself");
        }
    }

    /// <summary>Makes the change, or previews it.</summary>
    public async Task<PoolChange> SendAsync(Run run, string etag, bool validateOnly)
    {
        var pools = run.Service.Pools;
        if (Add.Count > 0)
        {
            var request = new AddHostsRequest { Pool = Pool, Hosts = { Add }, Etag = etag, ValidateOnly = validateOnly };
            return await pools.AddHostsAsync(request, run.Call());
        }

        if (Remove.Count > 0)
        {
            var request = new RemoveHostsRequest { Pool = Pool, Hosts = { Remove }, Etag = etag, ValidateOnly = validateOnly };
            return await pools.RemoveHostsAsync(request, run.Call());
        }

        var policy = new UpdatePoolPolicyRequest
        {
            Pool = Pool,
            Policy = Policy,
            UpdateMask = FieldMask.FromStringEnumerable<PoolPolicy>(PolicyMask),
            Etag = etag,
            ValidateOnly = validateOnly,
        };
        return await pools.UpdatePoolPolicyAsync(policy, run.Call());
    }
}

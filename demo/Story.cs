using Grpc.Core;
using Levelset.Core.Catalogues;
using Levelset.V1;

namespace Levelset.Demo;

/// <summary>Hosts become pools, pools get baselines, and each baseline becomes a partition that is verified.</summary>
internal sealed class Story(Fleet fleet)
{
    private readonly HostService.HostServiceClient hosts = new(fleet.Channel);
    private readonly PoolService.PoolServiceClient pools = new(fleet.Channel);
    private readonly PartitionService.PartitionServiceClient partitions = new(fleet.Channel);

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var list = await hosts.ListHostsAsync(new ListHostsRequest(), cancellationToken: cancellationToken);
        Report.Hosts(list.Hosts);

        // Real and simulated hosts never share a pool, and neither do processors of two makers.
        var groups = list.Hosts
            .GroupBy(host => (host.Architecture, host.Vendor, host.Simulated))
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key.Vendor, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            await TellPoolAsync(PoolId(group.Key.Vendor, group.Key.Simulated), [.. group], cancellationToken);
        }
    }

    private async Task TellPoolAsync(string id, List<Host> members, CancellationToken cancellationToken)
    {
        var pool = await EnsurePoolAsync(id, members[0], cancellationToken);
        var request = new AddHostsRequest { Pool = pool.Name };
        request.Hosts.AddRange(members.Select(host => host.Name));
        var change = await pools.AddHostsAsync(request, cancellationToken: cancellationToken);
        var baseline = await pools.GetBaselineAsync(
            new GetBaselineRequest { Name = $"{pool.Name}/baselines/-" },
            cancellationToken: cancellationToken);
        var catalogue = Catalogue.For((Core.Features.Architecture)baseline.Architecture);
        Report.Baseline(change.Pool, baseline, members);

        var arguments = new List<(Host Host, CreationArguments Arguments)>();
        foreach (var host in members)
        {
            var forHost = await hosts.GetCreationArgumentsAsync(
                new GetCreationArgumentsRequest { Host = host.Name, Pool = pool.Name },
                cancellationToken: cancellationToken);
            arguments.Add((host, forHost));
        }

        Report.DisableMasks(arguments);
        var partition = await partitions.CreatePartitionAsync(
            new CreatePartitionRequest { Pool = pool.Name, DisplayName = "guest", RequestId = Guid.NewGuid().ToString() },
            deadline: DateTime.UtcNow.AddSeconds(30),
            cancellationToken: cancellationToken);
        Report.Partition(partition, catalogue);
        if (!partition.Features.Equals(partition.RequestedFeatures))
        {
            throw new DemoException($"{partition.Name} differs from the request");
        }
    }

    private async Task<Pool> EnsurePoolAsync(string id, Host model, CancellationToken cancellationToken)
    {
        try
        {
            return await pools.CreatePoolAsync(
                new CreatePoolRequest
                {
                    PoolId = id,
                    Pool = new Pool { Architecture = model.Architecture, Vendor = model.Vendor },
                },
                cancellationToken: cancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.AlreadyExists)
        {
            // A data directory that was used before has it.
            return await pools.GetPoolAsync(new GetPoolRequest { Name = $"pools/{id}" }, cancellationToken: cancellationToken);
        }
    }

    private static string PoolId(string vendor, bool simulated)
    {
        var maker = vendor switch
        {
            "GenuineIntel" => "intel",
            "AuthenticAMD" => "amd",
            "HygonGenuine" => "hygon",
            _ => "arm",
        };
        return simulated ? maker : $"{maker}-real";
    }
}

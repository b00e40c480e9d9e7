using Levelset.Agent.Control;
using Levelset.AgentV1;

namespace Levelset.Agent.Commands;

/// <summary>How a user names a partition on the command line.</summary>
internal static class PartitionName
{
    /// <summary>For help texts.</summary>
    public const string Description = "The partition's resource name, id, or unique display name.";

    /// <summary>The full name of the one that is meant.</summary>
    /// <exception cref="AgentException">No partition has the name, or several have it.</exception>
    public static async Task<string> FindAsync(ControlClient client, string name, CancellationToken cancellationToken)
    {
        var held = await client.ListPartitionsAsync(cancellationToken);
        return Find(held.Partitions, name);
    }

    private static string Find(IReadOnlyList<HeldPartition> partitions, string name)
    {
        if (partitions.FirstOrDefault(partition => partition.Name == name || partition.Name == $"partitions/{name}") is { } exact)
        {
            return exact.Name;
        }

        var named = partitions.Where(partition => partition.Report.DisplayName == name).ToList();
        return named.Count switch
        {
            1 => named[0].Name,
            0 => throw new AgentException($"the agent holds no partition '{name}'"),
            _ => throw new AgentException(
                $"several partitions have the display name '{name}': {string.Join(", ", named.Select(partition => partition.Name))}"),
        };
    }
}

using Levelset.Agent.Control;
using Levelset.Agent.V1;

namespace Levelset.Agent.Commands;

/// <summary>What people call a partition.</summary>
internal static class PartitionName
{
    /// <summary>For help texts.</summary>
    public const string Description = "partitions/{partition}, its last part, or a name for people that only one of them has.";

    /// <summary>The full name of the one that is meant.</summary>
    /// <exception cref="AgentException">None is, or several are.</exception>
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
            0 => throw new AgentException($"'{name}' is not held here"),
            _ => throw new AgentException(
                $"'{name}' is the name of several: {string.Join(", ", named.Select(partition => partition.Name))}"),
        };
    }
}

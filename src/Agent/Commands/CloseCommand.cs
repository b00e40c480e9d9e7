using System.CommandLine;
using Levelset.Agent.Control;
using Levelset.Agent.V1;

namespace Levelset.Agent.Commands;

/// <summary>"close": ends a partition.</summary>
internal static class CloseCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME")
        {
            Description = "partitions/{partition}, its last part, or a name for people that only one of them has.",
        };
        var socket = SocketOption.Create();
        var command = new Command("close", "Closes a partition that this host's agent holds.") { name, socket };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = new ControlClient(SocketOption.Require(result, socket));
            var held = await client.CallAsync(
                (control, token) => control.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: token),
                cancellationToken);
            var request = new ClosePartitionRequest { Name = Find(held.Partitions, result.GetValue(name)!) };
            await client.CallAsync(
                (control, token) => control.ClosePartitionAsync(request, cancellationToken: token),
                cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync($"{request.Name} closed");
            return ExitCode.Success;
        });
        return command;
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

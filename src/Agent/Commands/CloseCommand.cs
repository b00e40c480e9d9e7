using System.CommandLine;
using Levelset.Agent.Control;

namespace Levelset.Agent.Commands;

/// <summary>"close": ends a partition.</summary>
internal static class CloseCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME")
        {
            Description = PartitionName.Description,
        };
        var socket = SocketOption.Create();
        var command = new Command("close", "Close a partition that the agent holds.") { name, socket };
        command.SetAction(async (result, cancellationToken) =>
        {
            var client = new ControlClient(SocketOption.Require(result, socket));
            var partition = await PartitionName.FindAsync(client, result.GetValue(name)!, cancellationToken);
            await client.ClosePartitionAsync(partition, cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync($"{partition} closed");
            return ExitCode.Success;
        });
        return command;
    }
}

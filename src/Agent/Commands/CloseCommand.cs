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
            Description = PartitionName.Description,
        };
        var socket = SocketOption.Create();
        var command = new Command("close", "Closes a partition that this host's agent holds.") { name, socket };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = new ControlClient(SocketOption.Require(result, socket));
            var request = new ClosePartitionRequest { Name = await PartitionName.FindAsync(client, result.GetValue(name)!, cancellationToken) };
            await client.CallAsync(
                (control, token) => control.ClosePartitionAsync(request, cancellationToken: token),
                cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync($"{request.Name} closed");
            return ExitCode.Success;
        });
        return command;
    }
}

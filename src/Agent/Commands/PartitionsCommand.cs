using System.CommandLine;
using Levelset.Agent.Control;

namespace Levelset.Agent.Commands;

/// <summary>"partitions": what the daemon holds.</summary>
internal static class PartitionsCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var socket = SocketOption.Create();
        var command = new Command("partitions", "List the partitions that the agent holds.") { json, socket };
        command.SetAction(async (result, cancellationToken) =>
        {
            var client = new ControlClient(SocketOption.Require(result, socket));
            var response = await client.ListPartitionsAsync(cancellationToken);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                JsonOutput.Write(output, writer =>
                {
                    writer.WriteStartArray();
                    foreach (var partition in response.Partitions)
                    {
                        PartitionText.WriteJson(writer, partition);
                    }

                    writer.WriteEndArray();
                });
            }
            else
            {
                PartitionText.Write(output, response.Partitions);
                if (response.AssignmentFromDiskTime is { } time)
                {
                    await output.WriteLineAsync(
                        $"the assignment is from disk ({time.ToDateTimeOffset():yyyy-MM-ddTHH:mm:ssZ}): no assignment received from the service yet");
                }
            }

            return ExitCode.Success;
        });
        return command;
    }
}

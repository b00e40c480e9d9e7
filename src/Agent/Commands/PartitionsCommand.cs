using System.CommandLine;
using Levelset.Agent.Control;

namespace Levelset.Agent.Commands;

/// <summary>"partitions": what the daemon holds.</summary>
internal static class PartitionsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var socket = SocketOption.Create();
        var command = new Command("partitions", "Lists the partitions that this host's agent holds.") { json, socket };
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
                        $"the assignment is from disk, of {time.ToDateTimeOffset():yyyy-MM-ddTHH:mm:ssZ}: the service has not spoken since the start");
                }
            }

            return ExitCode.Success;
        });
        return command;
    }
}

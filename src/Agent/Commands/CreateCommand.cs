using System.CommandLine;
using Levelset.Agent.Control;
using Levelset.Agent.V1;

namespace Levelset.Agent.Commands;

/// <summary>"create": a partition at the pool's level, by hand.</summary>
internal static class CreateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var name = new Option<string>("--name")
        {
            Description = "The partition's name for people.",
            HelpName = "NAME",
            DefaultValueFactory = _ => string.Empty,
        };
        var nested = new Option<bool>("--nested") { Description = "Give the guest nested virtualization." };
        var exclude = new Option<string[]>("--exclude")
        {
            Description = "Features to do without: names, or positions such as bank1:61.",
            HelpName = "FEATURE",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var socket = SocketOption.Create();
        var command = new Command("create", "Creates a partition with exactly its pool's baseline, and reads it back.")
        {
            name, nested, exclude, json, socket,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var request = new CreatePartitionRequest
            {
                DisplayName = result.GetValue(name),
                Nested = result.GetValue(nested),
                ExcludedFeatures = { result.GetValue(exclude) },
            };
            using var client = new ControlClient(SocketOption.Require(result, socket));
            var partition = await client.CallAsync(
                (control, token) => control.CreatePartitionAsync(request, cancellationToken: token),
                cancellationToken);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                JsonOutput.Write(output, writer => PartitionText.WriteJson(writer, partition));
            }
            else
            {
                PartitionText.Write(output, partition);
            }

            return ExitCode.Success;
        });
        return command;
    }
}

using System.CommandLine;
using Levelset.Agent.Control;
using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.Partitions;
using Levelset.Agent.Probe;
using Levelset.Agent.State;
using Levelset.AgentV1;

namespace Levelset.Agent.Commands;

/// <summary>"create": creates a partition with the pool's baseline.</summary>
internal static class CreateCommand
{
    public static Command Create()
    {
        var options = new CreateOptions();
        var print = new Option<bool>("--print-struct")
        {
            Description = "Print the arguments byte by byte, and create nothing.",
        };
        var profile = new Option<string?>("--profile")
        {
            Description = "With --print-struct: use all features of this processor, without a daemon.",
            HelpName = "NAME",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var socket = SocketOption.Create();
        var command = new Command("create", "Create a partition with exactly the pool's baseline, and verify it.");
        options.AddTo(command);
        foreach (var option in new Option[] { print, profile, json, socket })
        {
            command.Add(option);
        }

        command.SetAction(async (result, cancellationToken) =>
        {
            var request = options.Read(result);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(profile) is { } name)
            {
                UsageException.ThrowIfAny(result.GetValue(print) ? [] : ["--profile needs --print-struct"]);
                StructText.Write(output, Prepare(name, request), result.GetValue(json));
                return ExitCode.Success;
            }

            var client = new ControlClient(SocketOption.Require(result, socket));
            if (result.GetValue(print))
            {
                var prepared = await client.PrepareArgumentsAsync(request, cancellationToken);
                StructText.Write(output, prepared, result.GetValue(json));
                return ExitCode.Success;
            }

            var partition = await client.CreatePartitionAsync(request, cancellationToken);
            Write(output, partition, result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(TextWriter output, AgentV1.HeldPartition partition, bool json)
    {
        if (json)
        {
            JsonOutput.Write(output, writer => PartitionText.WriteJson(writer, partition));
        }
        else
        {
            PartitionText.Write(output, partition);
        }
    }

    /// <summary>As a host with this processor would, alone in its pool.</summary>
    private static PreparedArguments Prepare(string profile, CreatePartitionRequest request)
    {
        var choice = new DeviceRequest(DeviceKind.Simulated, ProfileName: profile);
        UsageException.ThrowIfAny(choice.Validate());
        using var device = choice.Open();
        var host = new CurrentHost(HostReading.Read(device, TimeProvider.System));
        var service = new ServiceState();
        service.Assign(new V1.Assignment { Pool = device.Name, Baseline = host.Capabilities.Supported.ToWire() }, fromDisk: null);
        return new LocalArguments(device, host, service).PrepareWire(request);
    }
}

using System.CommandLine;
using Levelset.Agent.Control;
using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.Partitions;
using Levelset.Agent.Probe;
using Levelset.Agent.State;
using Levelset.Agent.V1;

namespace Levelset.Agent.Commands;

/// <summary>"create": a partition at the pool's level, by hand.</summary>
internal static class CreateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var options = new CreateOptions();
        var print = new Option<bool>("--print-struct")
        {
            Description = "Print what it would be created with, byte by byte; nothing is created.",
        };
        var profile = new Option<string?>("--profile")
        {
            Description = "With --print-struct: no daemon is asked; a partition with all that this processor offers.",
            HelpName = "NAME",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var socket = SocketOption.Create();
        var command = new Command("create", "Creates a partition with exactly its pool's baseline, and reads it back.");
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
                UsageException.ThrowIfAny(result.GetValue(print) ? [] : ["--profile is for --print-struct only"]);
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

    private static void Write(TextWriter output, V1.HeldPartition partition, bool json)
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
        service.Assign(new Wire.Assignment { Pool = device.Name, Baseline = host.Capabilities.Supported.ToWire() }, fromDisk: null);
        return new LocalArguments(device, host, service).PrepareWire(request);
    }
}

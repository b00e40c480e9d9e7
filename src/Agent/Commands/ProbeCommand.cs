using System.CommandLine;
using Levelset.Agent.Probe;

namespace Levelset.Agent.Commands;

/// <summary>"probe": what this host offers.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var devices = new DeviceOptions();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("probe", "Print what this host's hypervisor offers, and the source of each value.") { json };
        devices.AddTo(command);
        command.SetAction(result =>
        {
            using var device = devices.Read(result).Open();
            var capabilities = HostCapabilities.Read(device, TimeProvider.System);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                new ProbeJson(device, capabilities).Write(output);
            }
            else
            {
                new ProbeText(device, capabilities).Write(output);
            }

            return ExitCode.Success;
        });
        return command;
    }
}

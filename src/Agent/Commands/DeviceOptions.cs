using System.CommandLine;
using Levelset.Agent.Devices;

namespace Levelset.Agent.Commands;

/// <summary>The options that choose the hypervisor.</summary>
internal sealed class DeviceOptions
{
    private readonly Option<string> device = new("--device")
    {
        Description = "The hypervisor: mshv (/dev/mshv), simulated, or auto (mshv if there is one, else simulated).",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> cpuid = new("--cpuid")
    {
        Description = "Simulate the processor of a dump: a JSON file of CPUID rows or arm64 ID registers.",
        HelpName = "FILE",
    };

    private readonly Option<string?> profile = new("--profile")
    {
        Description = "Simulate a processor by its name.",
        HelpName = "NAME",
    };

    private readonly Option<string?> without = new("--without")
    {
        Description = "Features that the simulated processor lacks, separated by commas, as after a microcode update.",
        HelpName = "FEATURES",
    };

    private readonly Option<string?> microcode = new("--microcode")
    {
        Description = "The microcode version that the simulated processor reports.",
        HelpName = "VERSION",
    };

    public void AddTo(Command command)
    {
        device.AcceptOnlyFromAmong("auto", "mshv", "simulated");
        command.Add(device);
        command.Add(cpuid);
        command.Add(profile);
        command.Add(without);
        command.Add(microcode);
    }

    /// <summary>The requested device, validated.</summary>
    /// <exception cref="UsageException">The options do not go together.</exception>
    public DeviceRequest Read(ParseResult result)
    {
        var request = Request(result);
        UsageException.ThrowIfAny(request.Validate());
        return request;
    }

    /// <summary>The requested device, not validated.</summary>
    public DeviceRequest Request(ParseResult result)
    {
        var kind = result.GetValue(device) switch
        {
            "mshv" => DeviceKind.Mshv,
            "simulated" => DeviceKind.Simulated,
            _ => DeviceKind.Auto,
        };
        return new DeviceRequest(
            kind,
            result.GetValue(cpuid),
            result.GetValue(profile),
            result.GetValue(without),
            result.GetValue(microcode));
    }
}

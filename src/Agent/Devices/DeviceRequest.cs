using Levelset.Core.Processors;
using Levelset.Mshv;

namespace Levelset.Agent.Devices;

/// <summary>Which device the user asked for.</summary>
/// <param name="Kind">Which hypervisor.</param>
/// <param name="CpuidFile">A processor dump to simulate; null for none.</param>
/// <param name="ProfileName">A named profile to simulate; null for none.</param>
/// <param name="Without">Features that the simulated processor lacks: names or word:bit, with commas between; null for none.</param>
/// <param name="Microcode">The version of the simulated processor's microcode; null for none.</param>
internal sealed record DeviceRequest(
    DeviceKind Kind,
    string? CpuidFile = null,
    string? ProfileName = null,
    string? Without = null,
    string? Microcode = null)
{
    /// <summary>Every fault of the request; empty when it is right.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (CpuidFile is not null && ProfileName is not null)
        {
            faults.Add("--cpuid and --profile exclude each other");
        }

        if (Kind == DeviceKind.Mshv && (CpuidFile ?? ProfileName) is not null)
        {
            faults.Add("--device mshv asks the hypervisor; --cpuid and --profile are for --device simulated");
        }

        if (Kind == DeviceKind.Mshv && Without is not null)
        {
            faults.Add("--device mshv asks the hypervisor; --without is for --device simulated");
        }

        if (Kind == DeviceKind.Mshv && Microcode is not null)
        {
            faults.Add("--device mshv asks the machine; --microcode is for --device simulated");
        }

        if (ProfileName is { } name && Profile.Find(name) is null)
        {
            faults.Add($"--profile: '{name}' is none of {string.Join(", ", Profile.All.Select(profile => profile.Name))}");
        }

        return faults;
    }

    /// <summary>Opens it.</summary>
    /// <exception cref="MshvException">The device could not be opened.</exception>
    /// <exception cref="AgentException">There is nothing to simulate from, or it is faulty.</exception>
    public IMshvDevice Open()
    {
        if ((CpuidFile ?? ProfileName ?? Without ?? Microcode) is not null)
        {
            return new SimulatedMshvDevice(ReadProcessor());
        }

        return Kind switch
        {
            DeviceKind.Mshv => MshvDevice.Open(),
            DeviceKind.Simulated => new SimulatedMshvDevice(ReadProcessor()),
            _ => OpenOrSimulate(),
        };
    }

    /// <summary>The processor to simulate: of the dump or profile, else this machine's.</summary>
    /// <exception cref="AgentException">There is nothing to simulate from, or it is faulty.</exception>
    public SimulatedProcessor ReadProcessor()
    {
        var processor = ReadWhole() with { Microcode = Microcode };
        return Without is null ? processor : processor.Without(Without.Split(',', StringSplitOptions.TrimEntries));
    }

    private SimulatedProcessor ReadWhole() =>
        CpuidFile is { } file ? ReadDump(file)
        : ProfileName is { } name ? SimulatedProcessor.From(Profile.Find(name)!)
        : SimulatedProcessor.From(ProcessorFeatures.From(ThisMachine.ReadCpuid()), "this machine's CPUID", model: null);

    private IMshvDevice OpenOrSimulate()
    {
        try
        {
            return MshvDevice.Open();
        }
        catch (MshvException exception) when (MshvDevice.IsAbsent(exception))
        {
            // A device that is there but may not be opened stays an error: to simulate beside a real hypervisor would mislead.
            return new SimulatedMshvDevice(ReadProcessor());
        }
    }

    private static SimulatedProcessor ReadDump(string file)
    {
        try
        {
            var faults = ProcessorDump.Parse(File.ReadAllBytes(file), out var dump);
            if (dump is null)
            {
                throw new AgentException([.. faults.Select(fault => $"{file}: {fault}")]);
            }

            var features = dump.ToFeatures();
            var model = new[] { features.Brand, dump.Microarchitecture, dump.Name }.FirstOrDefault(text => text.Length > 0);
            return SimulatedProcessor.From(features, $"dump {file}", model ?? "unnamed");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"{file}: cannot be read: {exception.Message}");
        }
    }
}

using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Processors;

namespace Levelset.Agent.Devices;

/// <summary>Which device the user asked for.</summary>
/// <param name="Kind">Which hypervisor.</param>
/// <param name="CpuidFile">A processor dump to simulate; null for none.</param>
/// <param name="ProfileName">A named profile to simulate; null for none.</param>
/// <param name="Without">Features that the simulated processor lacks: names or word:bit, separated by commas; null for none.</param>
/// <param name="Microcode">The version of the simulated processor's microcode; null for none.</param>
internal sealed record DeviceRequest(
    DeviceKind Kind,
    string? CpuidFile = null,
    string? ProfileName = null,
    string? Without = null,
    string? Microcode = null)
{
    private ProcessorChoice Processor => new(CpuidFile, ProfileName);

    /// <summary>Every fault of the request; empty when it is valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Kind == DeviceKind.Mshv && (CpuidFile ?? ProfileName) is not null)
        {
            faults.Add("--cpuid and --profile need --device simulated, not --device mshv");
        }

        if (Kind == DeviceKind.Mshv && Without is not null)
        {
            faults.Add("--without needs --device simulated, not --device mshv");
        }

        if (Kind == DeviceKind.Mshv && Microcode is not null)
        {
            faults.Add("--microcode needs --device simulated, not --device mshv");
        }

        faults.AddRange(Processor.Validate());
        return faults;
    }

    /// <exception cref="MshvException">The device could not be opened.</exception>
    /// <exception cref="AgentException">There is no processor to simulate, or its description is faulty.</exception>
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

    private SimulatedProcessor ReadProcessor()
    {
        var processor = Processor.Read(out var faults) ?? throw new AgentException(faults);
        processor = processor with { Microcode = Microcode };
        return Without is null ? processor : processor.Without(ReadWithout(processor.Supported.Architecture));
    }

    private FeatureSet ReadWithout(Architecture architecture)
    {
        var names = Without!.Split(',', StringSplitOptions.TrimEntries);
        var faults = Catalogue.For(architecture).ParseNames(names, out var lacking);
        return faults.Count == 0 ? lacking : throw new AgentException([.. faults.Select(fault => $"--without: {fault}")]);
    }

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
}

namespace Levelset.Processors;

/// <summary>Which processor to simulate: a dump's, a profile's, or this machine's where neither is given.</summary>
/// <param name="DumpFile">A file of CPUID rows or arm64 ID registers; null for none.</param>
/// <param name="ProfileName">A named profile; null for none.</param>
public sealed record ProcessorChoice(string? DumpFile, string? ProfileName)
{
    /// <summary>Every fault of the choice by the options of the command lines, --cpuid and --profile; empty when it is valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (DumpFile is not null && ProfileName is not null)
        {
            faults.Add("--cpuid and --profile exclude each other");
        }

        if (ProfileName is { } name && Profile.Find(name) is null)
        {
            faults.Add($"--profile: '{name}' is not one of {string.Join(", ", Profile.All.Select(profile => profile.Name))}");
        }

        return faults;
    }

    /// <summary>Reads the processor of a valid choice; null, and why, where that is not possible.</summary>
    public SimulatedProcessor? Read(out IReadOnlyList<string> faults)
    {
        faults = [];
        if (DumpFile is { } file)
        {
            return ReadDump(file, out faults);
        }

        if (ProfileName is { } name)
        {
            return SimulatedProcessor.From(Profile.Find(name)!);
        }

        if (ThisMachine.ReadCpuid() is { } leaves)
        {
            return SimulatedProcessor.From(ProcessorFeatures.From(leaves), "this machine's CPUID", model: null);
        }

        faults = ["only x86_64 processors can be read without a hypervisor; on arm64 simulate with --cpuid FILE or --profile NAME"];
        return null;
    }

    private static SimulatedProcessor? ReadDump(string file, out IReadOnlyList<string> faults)
    {
        try
        {
            var found = ProcessorDump.Parse(File.ReadAllBytes(file), out var dump);
            faults = [.. found.Select(fault => $"{file}: {fault}")];
            if (dump is null)
            {
                return null;
            }

            var features = dump.ToFeatures();
            var model = new[] { features.Brand, dump.Microarchitecture, dump.Name }.FirstOrDefault(text => text.Length > 0);
            return SimulatedProcessor.From(features, $"dump {file}", model ?? "unnamed");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults = [$"{file}: cannot be read: {exception.Message}"];
            return null;
        }
    }
}

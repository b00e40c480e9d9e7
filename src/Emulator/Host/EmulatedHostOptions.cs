using System.Collections.Immutable;
using Levelset.Core.Features;
using Levelset.Emulator.Driver;
using Levelset.Emulator.Faults;
using Levelset.Processors;

namespace Levelset.Emulator.Host;

/// <summary>The options of an <see cref="EmulatedHost"/>.</summary>
internal sealed record EmulatedHostOptions
{
    /// <summary>The driver's generation.</summary>
    public required KernelGeneration Kernel { get; init; }

    /// <summary>The processor beneath the hypervisor.</summary>
    public required SimulatedProcessor Processor { get; init; }

    /// <summary>The injected fault of a call; none by default.</summary>
    public Func<DeviceOperation, uint, FaultEffect?> Faults { get; init; } = static (_, _) => null;

    /// <summary>Whether the hypervisor returns the properties of initialized partitions only.</summary>
    public bool NeedsActive { get; init; }

    /// <summary>Receives a line for every call to the device; null for none.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>The command that runs the emulator's own program, up to where its arguments begin.</summary>
    public ImmutableArray<string> Launcher { get; init; } = ThisProgram();

    // With a host executable the process is the program itself; without, the .NET host runs its assembly.
    private static ImmutableArray<string> ThisProgram()
    {
        var process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Combine(AppContext.BaseDirectory, "levelset-emulator.dll")]
            : [process];
    }
}

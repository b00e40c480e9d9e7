using System.Collections.Immutable;
using Levelset.Agent.Devices;

namespace Levelset.Agent.Emulation;

/// <summary>What is emulated.</summary>
internal sealed record EmulatorOptions
{
    /// <summary>The driver's generation.</summary>
    public required KernelGeneration Kernel { get; init; }

    /// <summary>The processor beneath the hypervisor.</summary>
    public required SimulatedProcessor Processor { get; init; }

    /// <summary>What goes wrong; nothing by default.</summary>
    public Func<DeviceOperation, uint, FaultEffect?> Faults { get; init; } = static (_, _) => null;

    /// <summary>Whether the hypervisor answers properties of initialized partitions only.</summary>
    public bool NeedsActive { get; init; }

    /// <summary>Is told of every call to the device, a line each; null for nobody.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>The command that runs this agent, up to where its own arguments begin.</summary>
    public ImmutableArray<string> AgentCommand { get; init; } = ThisProgram();

    // Published, the process is the agent; else the .NET host runs its assembly.
    private static ImmutableArray<string> ThisProgram()
    {
        var process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Combine(AppContext.BaseDirectory, "levelset-agent.dll")]
            : [process];
    }
}

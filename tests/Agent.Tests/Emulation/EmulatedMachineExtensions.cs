using Levelset.Agent.Tests.Deployment;
using Levelset.Emulator.Tests;

namespace Levelset.Agent.Tests.Emulation;

/// <summary>The agent on an emulated machine.</summary>
internal static class EmulatedMachineExtensions
{
    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAgentAsync(this EmulatedMachine machine, params string[] arguments) =>
        machine.RunAsync([.. BuiltAgent.Command, .. arguments]);
}

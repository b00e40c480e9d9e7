using Levelset.Emulator.Host;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator;

/// <summary>The process that the emulator starts for a program, and that then executes it. Not for users.</summary>
internal static class ChildProcess
{
    /// <summary>Executes the program under the filter.</summary>
    /// <param name="socket">The emulator's.</param>
    /// <param name="program">The program's words, its name first.</param>
    /// <exception cref="InterceptionException">There is no such program.</exception>
    /// <exception cref="SystemCallException">The kernel refused the filter, or could not execute the program.</exception>
    public static int Become(string socket, string[] program)
    {
        var path = ProgramPath.Find(program[0]) ?? throw new InterceptionException($"{program[0]}: not found in PATH");
        var calls = SystemCallTable.Current;
        throw FilteredExecution.Replace(
            socket,
            SeccompFilter.Build(calls, SystemCallHandler.Trapped(calls), SystemCallHandler.IoctlType),
            path,
            program,
            ProgramExecution.CurrentEnvironment());
    }
}

namespace Levelset.Interop.Tests.Harness;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
/// <param name="Transcript">The command and all that it wrote.</param>
internal sealed record ProcessResult(int ExitCode, string Output, string Errors, string Transcript)
{
    /// <summary>Fails with the transcript unless it ended with 0.</summary>
    public ProcessResult RequireSuccess()
    {
        Assert.True(ExitCode == 0, $"ended with {ExitCode}\n{Transcript}");
        return this;
    }
}

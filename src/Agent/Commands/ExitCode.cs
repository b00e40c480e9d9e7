namespace Levelset.Agent.Commands;

/// <summary>What the process answers with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>The command line, or the configuration, is not right.</summary>
    public const int Usage = 2;
}

namespace Levelset.Agent.Commands;

/// <summary>What the process answers with.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>It could not be done.</summary>
    public const int Failure = 1;

    /// <summary>The command line, or the configuration, is not right.</summary>
    public const int Usage = 2;
}

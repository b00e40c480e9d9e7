namespace Levelset.Agent.Commands;

/// <summary>Environment variables; an empty one counts as not set.</summary>
internal static class EnvironmentVariable
{
    public static string? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

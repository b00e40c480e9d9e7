using System.Reflection;

namespace Levelset.Agent.Tests.Deployment;

/// <summary>The agent as it was built with these tests, to be started as a process.</summary>
internal static class BuiltAgent
{
    /// <summary>The words that start it.</summary>
    public static string[] Command { get; } =
    [
        "dotnet",
        typeof(BuiltAgent).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Agent").Value!,
    ];
}

using System.Reflection;

namespace Levelset.Architecture.Tests;

/// <summary>Where things are.</summary>
public static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Metadata("Repository"));

    /// <summary>An assembly where its project builds it.</summary>
    public static string AssemblyPath(string project, string assembly) =>
        Path.Combine(Root, "src", project, Metadata("Output"), assembly + ".dll");

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}

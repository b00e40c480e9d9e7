namespace Levelset.Cli.Tests.Harness;

/// <summary>The programs that are run, built in the configuration of this assembly.</summary>
internal static class Programs
{
    public static string Levelset { get; } = Path.Combine(Folder("Cli"), "levelset");

    /// <summary>levelset-agent.</summary>
    public static string Agent { get; } = Path.Combine(Folder("Agent"), "levelset-agent");

    /// <summary>The folder of a program of src/.</summary>
    public static string Folder(string project) => Path.GetDirectoryName(Repository.Service)!.Replace("/Api/", $"/{project}/", StringComparison.Ordinal);
}

using System.Reflection;

namespace Levelset.Interop.Tests.Harness;

/// <summary>Where things lie in the source tree that this assembly was built from.</summary>
internal static class Repository
{
    /// <summary>The folder of Migration.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string Protos { get; } = Path.Combine(Root, "protos");

    public static string Tests { get; } = Path.Combine(Root, "tests", "Interop.Tests");

    public static string Python { get; } = Path.Combine(Tests, "python");

    /// <summary>The service, built in the configuration of this assembly.</summary>
    public static string Service { get; } = Path.Combine(Root, "src", "Api", "bin", Configuration, "net10.0", "levelset-api");

    private static string Configuration =>
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Migration.sln")))
        {
            directory = Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException($"no Migration.sln above {AppContext.BaseDirectory}");
        }

        return directory;
    }
}

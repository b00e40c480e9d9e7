namespace Levelset.Agent.Tests;

/// <summary>Dumps of real processors, which lie beside the repository and are not part of it.</summary>
internal static class CpuData
{
    /// <summary>A dump's file; the test is skipped where there are none, and fails there when they are required.</summary>
    public static string Require(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Repository(), "..", "shared", "cpus", name));
        if (!File.Exists(path))
        {
            Assert.SkipUnless(
                Environment.GetEnvironmentVariable("LEVELSET_REQUIRE_DATA") == "1",
                $"{path} is not there; LEVELSET_REQUIRE_DATA=1 makes this a failure");
            Assert.Fail($"{path} is required and not there");
        }

        return path;
    }

    /// <summary>The files of all dumps of one architecture; as <see cref="Require"/> where there are none.</summary>
    public static IReadOnlyList<string> RequireAll(string architecture, string one) =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(Require(Path.Combine(architecture, one)))!, "*.json").Order(StringComparer.Ordinal)];

    private static string Repository()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Migration.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("no Migration.sln above the tests");
        }

        return directory;
    }
}

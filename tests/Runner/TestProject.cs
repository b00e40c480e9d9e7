namespace Levelset.TestRunner;

/// <summary>A test project that has been built.</summary>
internal sealed record TestProject(string Name, string Directory, string Host)
{
    /// <summary>
    /// The bytes of its sources. Whoever has most of them starts first: a rough measure of how long a project takes, but one that
    /// a fresh checkout has too.
    /// </summary>
    public long SourceSize => new DirectoryInfo(Directory).EnumerateFiles("*.cs", SearchOption.AllDirectories)
        .Where(file => !file.FullName.Contains("/obj/", StringComparison.Ordinal))
        .Sum(file => file.Length);

    /// <summary>Finds the host of a project by the name of its project file.</summary>
    public static TestProject Find(string directory)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(directory));
        var file = System.IO.Directory.Exists(directory) ? System.IO.Directory.GetFiles(directory, "*.csproj") : [];
        return file.Length == 1
            ? new TestProject(name, directory, Path.Combine(directory, "bin/Release/net10.0", Path.GetFileNameWithoutExtension(file[0])))
            : throw new ArgumentException($"there is no test project {directory}");
    }
}

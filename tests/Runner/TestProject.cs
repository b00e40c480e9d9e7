namespace Levelset.TestRunner;

/// <summary>A test project that has been built.</summary>
internal sealed record TestProject(string Name, string Host)
{
    /// <summary>Finds the host of a project by the name of its project file.</summary>
    public static TestProject Find(string directory)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(directory));
        var file = Directory.Exists(directory) ? Directory.GetFiles(directory, "*.csproj") : [];
        return file.Length == 1
            ? new TestProject(name, Path.Combine(directory, "bin/Release/net10.0", Path.GetFileNameWithoutExtension(file[0])))
            : throw new ArgumentException($"there is no test project {directory}");
    }
}

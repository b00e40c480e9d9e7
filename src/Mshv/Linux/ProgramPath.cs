namespace Levelset.Mshv.Linux;

/// <summary>Finds a program as a shell does.</summary>
public static class ProgramPath
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The file of a name: itself where it has a slash, else the first of that name in PATH; null where there is none.</summary>
    public static string? Find(string name) =>
        name.Contains('/')
            ? name
            : (Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : "/usr/local/bin:/usr/bin:/bin").Split(':')
                .Select(directory => Path.Combine(directory, name))
                .FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != 0;
}

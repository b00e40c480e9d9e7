namespace Levelset.Docs.Tests;

/// <summary>Where things are in the checkout that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The root: the folder that holds Migration.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>"Release" or "Debug", as these tests were built.</summary>
    public static string Configuration { get; } =
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name;

    /// <summary>The folder of a program that was built with these tests.</summary>
    public static string Output(string project) => Path.Combine(Root, project, "bin", Configuration, "net10.0");

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Migration.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("no Migration.sln above " + AppContext.BaseDirectory);
    }
}

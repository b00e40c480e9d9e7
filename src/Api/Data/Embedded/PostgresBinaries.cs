using System.Globalization;

namespace Levelset.Api.Data.Embedded;

/// <summary>The server programs of the distribution's PostgreSQL.</summary>
public sealed record PostgresBinaries(string Directory, int Version)
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>How to get them.</summary>
    public const string InstallCommand = "apt-get install -y postgresql";

    /// <summary>The newest installed version, or the one that a cluster was made by; null when it is not installed.</summary>
    public static PostgresBinaries? Find(int? version = null) =>
        All().Where(binaries => version is null || binaries.Version == version).MaxBy(binaries => binaries.Version);

    /// <summary>The path of one program.</summary>
    public string Program(string name) => Path.Combine(Directory, name);

    private static IEnumerable<PostgresBinaries> All()
    {
        if (!System.IO.Directory.Exists(DebianRoot))
        {
            yield break;
        }

        foreach (var directory in System.IO.Directory.EnumerateDirectories(DebianRoot))
        {
            var binaries = Path.Combine(directory, "bin");
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                && File.Exists(Path.Combine(binaries, "initdb")))
            {
                yield return new PostgresBinaries(binaries, version);
            }
        }
    }
}

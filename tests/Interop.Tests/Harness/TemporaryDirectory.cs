namespace Levelset.Interop.Tests.Harness;

/// <summary>A directory that goes with its owner. Open to other accounts, so that a private PostgreSQL can live in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("levelset-interop-");

    public TemporaryDirectory() =>
        File.SetUnixFileMode(directory.FullName, File.GetUnixFileMode(directory.FullName) | UnixFileMode.OtherExecute);

    public string FullName => directory.FullName;

    public string In(string name) => Path.Combine(directory.FullName, name);

    public void Dispose() => directory.Delete(recursive: true);
}

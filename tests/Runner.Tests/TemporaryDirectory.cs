namespace Levelset.Runner.Tests;

/// <summary>A directory that is deleted with all that is in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("levelset-").FullName;

    public string this[string name] => Path.Combine(path, name);

    public void Dispose() => Directory.Delete(path, recursive: true);
}

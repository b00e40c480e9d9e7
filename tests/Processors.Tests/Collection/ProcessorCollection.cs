using System.Text.Json;

namespace Levelset.Processors.Tests.Collection;

/// <summary>
/// The raw registers of real processors, which lie beside the repository and not in it. A test that needs them is skipped
/// where they are absent, and fails there when LEVELSET_REQUIRE_DATA is 1.
/// </summary>
internal static class ProcessorCollection
{
    private static readonly Lazy<string?> Folder = new(Find);

    /// <summary>Every dump of one architecture with its raw JSON, by file name.</summary>
    public static ImmutableArray<RawDump> Read(Architecture architecture) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Require(), "cpus", architecture.Label), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => new RawDump(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path))),
    ];

    /// <summary>The catalogue of facts that ours was written from; its positions are read independently here.</summary>
    public static JsonElement Reference(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Require(), "reference", file))).RootElement;

    private static string Require()
    {
        if (Folder.Value is { } folder)
        {
            return folder;
        }

        const string Absent = "shared/cpus was not found beside the repository";
        if (Environment.GetEnvironmentVariable("LEVELSET_REQUIRE_DATA") == "1")
        {
            Assert.Fail(Absent);
        }

        Assert.Skip(Absent);
        return string.Empty;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(shared, "cpus")))
            {
                return shared;
            }
        }

        return null;
    }
}

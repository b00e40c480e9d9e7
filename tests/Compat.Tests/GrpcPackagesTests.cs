using System.Diagnostics;
using System.Text.Json;

namespace Levelset.Compat.Tests;

/// <summary>The property GrpcPackages decides whether any project refers to compat/.</summary>
public sealed class GrpcPackagesTests
{
    private static readonly string Root = FindRoot();

    private static readonly string[] StandIns = ["Grpc.Core.Api", "Grpc.Net.Common"];

    /// <summary>Every project of the repository whose file speaks of a stand-in, compat/ itself apart.</summary>
    private static readonly string[] Referring =
        [.. Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.StartsWith("compat/", StringComparison.Ordinal))
            .Where(path => File.ReadAllText(Path.Combine(Root, path)).Contains("compat/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    public static TheoryData<string> Projects => [.. Referring];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Projects_OfTheRepository_AreFound()
    {
        Assert.Contains("protos/Levelset.Protos.csproj", Referring);
        Assert.Contains("tests/Compat.Tests/Compat.Tests.csproj", Referring);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task ProjectReferences_OfficialPackages_LeaveTheStandInsOut(string project) =>
        Assert.Empty((await ProjectReferencesAsync(project, "official")).Intersect(StandIns));

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task ProjectReferences_StandIns_AreThere(string project)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Root, "compat")), "The stand-ins have been deleted.");

        Assert.NotEmpty((await ProjectReferencesAsync(project, "standin")).Intersect(StandIns));
    }

    private static async Task<string[]> ProjectReferencesAsync(string project, string packages)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "msbuild", Path.Combine(Root, project), "-getItem:ProjectReference", $"-p:GrpcPackages={packages}" },
            RedirectStandardOutput = true,
        };
        // What the build that runs this test has set for itself is not for another one.
        foreach (var name in start.Environment.Keys
            .Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, output);
        using var items = JsonDocument.Parse(output);
        return [.. items.RootElement.GetProperty("Items").GetProperty("ProjectReference").EnumerateArray()
            .Select(item => item.GetProperty("Filename").GetString()!)];
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Migration.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return directory.FullName;
    }
}

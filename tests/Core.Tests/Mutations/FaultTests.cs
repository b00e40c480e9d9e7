using System.Diagnostics;

namespace Levelset.Core.Tests.Mutations;

/// <summary>The deliberate faults that <c>tests/Mutations/run</c> puts into Core still fit the source.</summary>
public sealed class FaultTests
{
    private static readonly string Root = FindRoot();

    private static string[] Faults =>
        [.. Directory.GetFiles(Path.Combine(Root, "tests/Mutations/faults"), "*.patch").Order(StringComparer.Ordinal)];

    [Fact]
    public void Faults_AtLeastTen_EachAppliesToThePresentSource()
    {
        Assert.InRange(Faults.Length, 10, int.MaxValue);
        Assert.All(Faults, fault => Assert.Equal("", Git("apply", "--check", fault)));
    }

    [Fact]
    public void Faults_AreListedInTheDocuments()
    {
        var text = File.ReadAllText(Path.Combine(Root, "docs/design/properties.md"));
        Assert.All(Faults, fault => Assert.Contains($"`{Path.GetFileNameWithoutExtension(fault)}`", text, StringComparison.Ordinal));
    }

    private static string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardError = true })!;
        var error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? "" : error;
    }

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

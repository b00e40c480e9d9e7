using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Levelset.Agent.Tests.Handover;

/// <summary>The examples of docs/guide/handover.md.</summary>
internal static partial class HandoverDocument
{
    /// <summary>The one example in a language.</summary>
    public static string Example(string language)
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Migration.sln")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        var text = File.ReadAllText(Path.Combine(directory, "docs", "guide", "handover.md"));
        return Assert.Single(Blocks().Matches(text), match => match.Groups[1].Value == language).Groups[2].Value;
    }

    /// <summary>Compiles the example in C; the program's path.</summary>
    public static async Task<string> CompileAsync(string program)
    {
        await File.WriteAllTextAsync(program + ".c", Example("c"), TestContext.Current.CancellationToken);
        using var compiler = Process.Start("gcc", ["-Wall", "-Wextra", "-Werror", "-std=c11", "-D_GNU_SOURCE", "-o", program, program + ".c"]);
        await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, compiler.ExitCode);
        return program;
    }

    [GeneratedRegex("^```([a-z]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}

namespace Levelset.Docs.Tests;

/// <summary>Checks a Promela model of docs/design/model exhaustively.</summary>
internal static class Spin
{
    /// <summary>Where the models are, relative to the root.</summary>
    public const string Folder = "docs/design/model";

    /// <summary>Skips the test where spin is missing, save in CI.</summary>
    public static void Require()
    {
        var isPresent = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "spin")));
        const string Missing = "spin is missing; on Debian: apt-get install -y spin gcc libc6-dev";
        Assert.False(!isPresent && Environment.GetEnvironmentVariable("CI") == "true", Missing);
        Assert.SkipUnless(isPresent, Missing);
    }

    /// <summary>What the verifier of a model says, with some of the model's switches on.</summary>
    /// <param name="model">File name without ".pml".</param>
    /// <param name="switches">Such as "BY_COMMAND", separated by blanks.</param>
    /// <param name="optimization">gcc's: 1 pays where the search is long, 0 where compiling takes longer than it.</param>
    public static async Task<string> CheckAsync(string model, string switches, int optimization)
    {
        var work = Directory.CreateTempSubdirectory("levelset-model-");
        try
        {
            var defines = string.Concat(switches.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => $" -D{one}"));
            var script = $"""
                cp {Folder}/{model}.pml {work.FullName} && cd {work.FullName}
                spin{defines} -a {model}.pml
                gcc -O{optimization} -w -DSAFETY -DVECTORSZ=2048 -DMEMLIM=1000 -o pan pan.c
                ./pan -m50000 -w22
                """;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            deadline.CancelAfter(TimeSpan.FromMinutes(5));
            var (exitCode, output) = await Shell.RunAsync(script, new Dictionary<string, string>(), deadline.Token);
            Assert.True(exitCode == 0, $"{model}{defines} ended with {exitCode}:\n{output}");
            return output;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}

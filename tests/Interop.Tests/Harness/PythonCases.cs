using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Levelset.Interop.Tests.Harness;

/// <summary>
/// Cases are written in Python, one function each, and bear the name of their test in Python's spelling: the test
/// CreatePool_SeveralFaults_NamesEveryField runs create_pool_several_faults_names_every_field.
/// </summary>
internal static partial class PythonCases
{
    /// <summary>Runs the case of the calling test against the shared service.</summary>
    /// <param name="fixture">The service and the stubs.</param>
    /// <param name="module">The file of the python folder, without its extension.</param>
    /// <param name="test">The test's name.</param>
    public static async Task RunAsync(InteropFixture fixture, string module, [CallerMemberName] string test = "")
    {
        var stubs = await fixture.StubsAsync();
        var service = await fixture.ServiceAsync();
        var result = await stubs.RunAsync("run.py", [service.Grpc, module, Spell(test)], TestContext.Current.CancellationToken);
        result.RequireSuccess();
    }

    /// <summary>The cases of a file.</summary>
    public static IEnumerable<string> In(string module) =>
        Case().Matches(File.ReadAllText(Path.Combine(Repository.Python, module + ".py"))).Select(match => match.Groups[1].Value);

    /// <summary>A test's name in Python's spelling.</summary>
    public static string Spell(string test) => Seam().Replace(test, "_").ToLowerInvariant();

    [GeneratedRegex(@"^def (\w+)\(channel\):", RegexOptions.Multiline)]
    private static partial Regex Case();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex Seam();
}

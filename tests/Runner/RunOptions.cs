using System.Globalization;

namespace Levelset.TestRunner;

/// <summary>What ./test asks for.</summary>
internal sealed record RunOptions
{
    /// <summary>Where results, logs and dumps go.</summary>
    public string Results { get; init; } = "artifacts/test-results";

    /// <summary>So many projects run at the same time.</summary>
    public int AtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>No message of a project for so long is a hang.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A project may take so long.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(40);

    /// <summary>Leaves out the tests that have the trait Length=long.</summary>
    public bool IsQuick { get; init; }

    /// <summary>The directories of the test projects.</summary>
    public required IReadOnlyList<string> Projects { get; init; }

    /// <summary>Further arguments of every test host, such as -class and a pattern.</summary>
    public IReadOnlyList<string> HostArguments { get; init; } = [];

    public static RunOptions Parse(string[] arguments)
    {
        var options = new RunOptions { Projects = [] };
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--")
            {
                return options with { HostArguments = arguments[(i + 1)..] };
            }

            options = arguments[i] switch
            {
                "--results" => options with { Results = Value(arguments, ref i) },
                "--at-once" => options with { AtOnce = int.Parse(Value(arguments, ref i), CultureInfo.InvariantCulture) },
                "--silence" => options with { Silence = Seconds(Value(arguments, ref i)) },
                "--limit" => options with { Limit = Seconds(Value(arguments, ref i)) },
                "--quick" => options with { IsQuick = true },
                var project when !project.StartsWith('-') => options with { Projects = [.. options.Projects, project] },
                var unknown => throw new ArgumentException($"unknown option {unknown}"),
            };
        }

        return options;
    }

    private static string Value(string[] arguments, ref int i) =>
        ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[^1]} needs a value");

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}

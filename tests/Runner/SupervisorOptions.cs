using System.Globalization;

namespace Levelset.TestRunner;

/// <summary>How one project is run.</summary>
internal sealed record SupervisorOptions
{
    /// <summary>The project's short name, and the name of its files among the results.</summary>
    public required string Name { get; init; }

    /// <summary>Where results, logs and dumps go.</summary>
    public required string Results { get; init; }

    /// <summary>No message for so long is a hang.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>The whole project may take so long.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>The test host and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public string LogFile => Path.Combine(Results, $"{Name}.log");

    public string ResultFile => Path.Combine(Results, $"{Name}.json");

    /// <summary>The arguments that <see cref="Parse"/> understands.</summary>
    public IEnumerable<string> ToArguments() => [Name, Results, Seconds(Silence), Seconds(Limit), .. Command];

    public static SupervisorOptions Parse(string[] arguments) =>
        arguments is [var name, var results, var silence, var limit, _, ..]
            ? new SupervisorOptions
            {
                Name = name,
                Results = results,
                Silence = TimeSpan.FromSeconds(double.Parse(silence, CultureInfo.InvariantCulture)),
                Limit = TimeSpan.FromSeconds(double.Parse(limit, CultureInfo.InvariantCulture)),
                Command = arguments[4..],
            }
            : throw new ArgumentException($"usage: levelset-test-runner {Supervisor.Command} NAME RESULTS SILENCE LIMIT HOST...");

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}

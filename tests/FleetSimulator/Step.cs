using System.Collections.Immutable;

namespace Levelset.FleetSimulator;

/// <summary>What some hosts do. The next step begins once everything of this one has been acknowledged, and the pause is over.</summary>
/// <param name="Action">What.</param>
/// <param name="Name">As the file has it, such as "report 0%-25%".</param>
/// <param name="Hosts">Which.</param>
/// <param name="Without">Features that their reports lack from now on.</param>
/// <param name="Over">Over how long they are spread.</param>
/// <param name="Pause">For how long nothing happens afterwards.</param>
/// <param name="Times">How often it is done.</param>
internal sealed record Step(
    StepAction Action,
    string Name,
    HostSelection Hosts,
    ImmutableArray<string> Without,
    TimeSpan Over,
    TimeSpan Pause,
    int Times);

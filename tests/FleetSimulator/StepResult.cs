namespace Levelset.FleetSimulator;

/// <summary>What a step came to.</summary>
/// <param name="Step">As the file has it.</param>
/// <param name="Hosts">How many hosts it was about.</param>
/// <param name="Seconds">Until everything was acknowledged.</param>
/// <param name="Welcomes">From the opening of a stream to the Welcome.</param>
/// <param name="Reports">From the sending of a report to its acknowledgement.</param>
/// <param name="Assignments">How many assignments came.</param>
/// <param name="StreamsEnded">How many streams the service ended, by status.</param>
/// <param name="FalselySilent">How often a connected host was said to be silent.</param>
internal sealed record StepResult(
    string Step,
    int Hosts,
    double Seconds,
    Percentiles Welcomes,
    Percentiles Reports,
    int Assignments,
    IReadOnlyDictionary<string, int> StreamsEnded,
    int FalselySilent);

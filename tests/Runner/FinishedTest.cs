namespace Levelset.TestRunner;

/// <summary>One test that has ended.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="Detail">Why it failed or was skipped.</param>
internal sealed record FinishedTest(string Name, Outcome Outcome, double Seconds, string Detail = "");

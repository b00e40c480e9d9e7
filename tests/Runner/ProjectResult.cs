namespace Levelset.TestRunner;

/// <summary>What came of one test project.</summary>
/// <param name="Tests">Every test that ended, in that order.</param>
/// <param name="Faults">What went wrong outside a single test: a hang, a crash, results that do not add up.</param>
/// <param name="ProcessorSeconds">Processor time of the host and everything it started.</param>
internal sealed record ProjectResult(IReadOnlyList<FinishedTest> Tests, IReadOnlyList<string> Faults, double ProcessorSeconds)
{
    public bool Passed => Failed == 0;

    /// <summary>A project with faults and no failed test is one failure, not none.</summary>
    public int Failed => Math.Max(Count(Outcome.Failed), Faults.Count > 0 ? Count(Outcome.Failed) + 1 : 0);

    public int Count(Outcome outcome) => Tests.Count(test => test.Outcome == outcome);
}

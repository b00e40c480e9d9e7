namespace Levelset.TestRunner;

internal enum Outcome
{
    Passed,
    Failed,
    Skipped,
}

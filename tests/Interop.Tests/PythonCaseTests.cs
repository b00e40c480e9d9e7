using System.Reflection;

namespace Levelset.Interop.Tests;

/// <summary>A case that no test runs would be a promise that nobody keeps.</summary>
public sealed class PythonCaseTests
{
    [Theory]
    [InlineData("flows")]
    [InlineData("errors")]
    [InlineData("health")]
    public void Cases_OfEveryFile_AreRunByATest(string module)
    {
        var tests = typeof(PythonCaseTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(method => PythonCases.Spell(method.Name))
            .ToHashSet();

        var cases = PythonCases.In(module).ToList();

        Assert.NotEmpty(cases);
        Assert.Empty(cases.Except(tests));
    }
}

namespace Levelset.Core.Tests.Histories;

/// <summary>An invariant of the domain does not hold, or code and model differ.</summary>
internal sealed class BrokenException(int invariant, string what)
    : Exception(invariant == 0 ? $"code and model differ: {what}" : $"invariant {invariant}: {what}");

/// <summary>Asserts.</summary>
internal static class Broken
{
    /// <summary>Of an invariant by its number in the domain; 0 = code and model must agree.</summary>
    public static void Unless(int invariant, bool holds, Func<string> what)
    {
        if (!holds)
        {
            throw new BrokenException(invariant, what());
        }
    }
}

namespace Levelset.Architecture.Tests;

/// <summary>One type uses another one.</summary>
/// <param name="From">Full name of the type that uses.</param>
/// <param name="To">Full name of the type that is used.</param>
public sealed record Arrow(string From, string To);

namespace Levelset.Compat.Tests.Contract;

/// <summary>A type that one assembly expects of another.</summary>
internal sealed record TypeReferenceName(string Assembly, string Type);

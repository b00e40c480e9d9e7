namespace Levelset.Compat.Tests.Contract;

/// <summary>A method or field that one assembly expects of a type in another.</summary>
internal sealed record MemberReferenceName(string Assembly, string Type, string Signature);

namespace Levelset.Compat.Tests.Contract;

/// <summary>A type as a signature states it, and the named type that it is or instantiates.</summary>
internal sealed record SignatureType(string Text, string? Assembly = null, string? Definition = null);

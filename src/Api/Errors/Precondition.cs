namespace Levelset.Api.Errors;

/// <summary>One thing that does not hold.</summary>
/// <param name="Type">One of <see cref="Reasons"/>, or the name of a Blocker reason.</param>
/// <param name="Subject">The resource that it is about.</param>
/// <param name="Description">What is wrong and what would be right.</param>
public sealed record Precondition(string Type, string Subject, string Description);

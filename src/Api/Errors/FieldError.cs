namespace Levelset.Api.Errors;

/// <summary>One bad field of a request.</summary>
/// <param name="Field">The field's path in the request message.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Description">What is wrong and what would be right.</param>
public sealed record FieldError(string Field, string Reason, string Description);

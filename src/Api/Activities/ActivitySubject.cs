namespace Levelset.Api.Activities;

/// <summary>What an activity is about, by id; null = none.</summary>
internal readonly record struct ActivitySubject(string? Pool = null, string? Host = null, string? Partition = null);

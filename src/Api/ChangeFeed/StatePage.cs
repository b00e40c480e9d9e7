namespace Levelset.Api.ChangeFeed;

/// <summary>Some resources as they stand, in order of their ids.</summary>
/// <typeparam name="TResource">The message of the resource.</typeparam>
/// <param name="Resources">By id.</param>
/// <param name="Position">The log's last position as the same snapshot saw it.</param>
internal sealed record StatePage<TResource>(IReadOnlyList<(string Id, TResource Resource)> Resources, long Position);

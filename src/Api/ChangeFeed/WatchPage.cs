using Levelset.Api.Data;

namespace Levelset.Api.ChangeFeed;

/// <summary>Some events of one kind in order, shared by all who watch.</summary>
/// <typeparam name="TResource">The message of the resource.</typeparam>
/// <param name="Events">Each with the resource as it was then.</param>
/// <param name="Through">All events of the kind up to this position are in it or before it.</param>
internal sealed record WatchPage<TResource>(IReadOnlyList<(EventRow Row, TResource Resource)> Events, long Through);

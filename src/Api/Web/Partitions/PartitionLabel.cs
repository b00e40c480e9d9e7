namespace Levelset.Api.Web.Partitions;

/// <summary>What a page needs to speak of a partition that it knows by its name only.</summary>
/// <param name="Text">What it is called: its display name, or its id.</param>
/// <param name="Architecture">The label of the architecture of its words.</param>
internal sealed record PartitionLabel(string Text, string Architecture);

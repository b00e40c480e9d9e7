namespace Levelset.Api.Web.Pools;

/// <summary>The generation by which a baseline lost a feature.</summary>
/// <param name="Generation">Its number.</param>
/// <param name="Cause">What made it.</param>
/// <param name="Author">Who made it.</param>
/// <param name="Time">When.</param>
public sealed record Loss(long Generation, string Cause, string Author, DateTimeOffset Time);

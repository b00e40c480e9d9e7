
namespace Levelset.Api.Tests.Support;

/// <summary>A host without an agent, as the service stores one that was heard of just now.</summary>
/// <param name="Id">The {host}.</param>
/// <param name="Offers">What it offers; null = it has not reported.</param>
public sealed record StoredHost(string Id, FeatureWords? Offers)
{
    public ulong? Clock { get; init; }

    public string[] UnreportedWords { get; init; } = [];

    /// <summary>The value of the label "rack"; null = without it.</summary>
    public string? Rack { get; init; }
}

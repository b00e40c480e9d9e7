using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;

namespace Levelset.Api.ChangeFeed;

/// <summary>What a watch tells.</summary>
/// <param name="Ids">Only these resources; empty = all.</param>
/// <param name="Owner">Only resources of this owner; null = all.</param>
internal sealed record WatchFilter(IReadOnlySet<string> Ids, string? Owner)
{
    private const int MaxNames = 1000;

    /// <summary>Reads names; every fault is noted.</summary>
    public static WatchFilter Read(
        IReadOnlyList<string> names,
        Func<string, string, ValidationErrors, string> parse,
        string? owner,
        ValidationErrors errors)
    {
        if (names.Count > MaxNames)
        {
            errors.Add("names", Reasons.FieldInvalid, $"{names.Count} names; at most {MaxNames}");
        }

        return new WatchFilter(names.Take(MaxNames).Select((name, i) => parse(name, $"names[{i}]", errors)).ToHashSet(), owner);
    }

    /// <summary>How an event is told; null = not at all.</summary>
    public V1.WatchEventType? TypeOf(EventRow row)
    {
        if (Ids.Count > 0 && !Ids.Contains(row.ResourceId))
        {
            return null;
        }

        if (Owner is null || row.OwnerId == Owner)
        {
            return row.Removed ? V1.WatchEventType.Removed : V1.WatchEventType.Changed;
        }

        return row.FormerOwnerId == Owner ? V1.WatchEventType.Removed : null;
    }
}

using System.Text.Json;
using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;

namespace Levelset.Api.Web;

/// <summary>
/// Reports to open pages that something which they show has changed; what a page misses while it is not listening it sees by
/// loading itself again.
/// </summary>
internal sealed class LiveFeed : IChangeSubscriber
{
    private readonly Lock gate = new();
    private readonly List<LiveListener> listeners = [];

    /// <summary>Listens to the changes of a scope until disposed.</summary>
    /// <param name="scope">A resource name, or `pools`, `hosts` or `partitions` for all of a kind.</param>
    public LiveListener Listen(string scope)
    {
        var listener = new LiveListener(scope, Remove);
        lock (gate)
        {
            listeners.Add(listener);
        }

        return listener;
    }

    /// <inheritdoc/>
    public void Note(IReadOnlyList<EventRow> rows)
    {
        lock (gate)
        {
            if (listeners.Count > 0)
            {
                var scopes = rows.SelectMany(ScopesOf).ToHashSet();
                listeners.Where(listener => scopes.Contains(listener.Scope)).ToList().ForEach(listener => listener.Note());
            }
        }
    }

    /// <inheritdoc/>
    public void Start(long position)
    {
        lock (gate)
        {
            listeners.ForEach(listener => listener.Note());
        }
    }

    private static IEnumerable<string> ScopesOf(EventRow row) => row.Kind switch
    {
        EventKind.Pool => ["pools", $"pools/{row.ResourceId}"],
        EventKind.Host => ["hosts", "pools", $"hosts/{row.ResourceId}", $"pools/{row.OwnerId}", $"pools/{row.FormerOwnerId}"],
        EventKind.Partition =>
        [
            "partitions", "pools", $"partitions/{row.ResourceId}", $"hosts/{row.OwnerId}", $"hosts/{row.FormerOwnerId}", $"pools/{PoolOf(row)}",
        ],
        _ => [],
    };

    private static string? PoolOf(EventRow partition)
    {
        using var content = JsonDocument.Parse(partition.Content);
        return content.RootElement.TryGetProperty("pool_id", out var pool) ? pool.GetString() : null;
    }

    private void Remove(LiveListener listener)
    {
        lock (gate)
        {
            listeners.Remove(listener);
        }
    }
}

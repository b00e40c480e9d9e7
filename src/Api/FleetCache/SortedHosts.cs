namespace Levelset.Api.FleetCache;

/// <summary>Hosts by id, so that a page begins where the one before it ended.</summary>
internal sealed class SortedHosts
{
    private readonly List<HostSnapshot> hosts = [];

    /// <summary>How many.</summary>
    public int Count => hosts.Count;

    /// <summary>Those after an id, in order; "" = all.</summary>
    public IEnumerable<HostSnapshot> After(string id)
    {
        for (var i = Find(id, out var isHere) + (isHere ? 1 : 0); i < hosts.Count; i++)
        {
            yield return hosts[i];
        }
    }

    /// <summary>Adds a host that is not here.</summary>
    public void Add(HostSnapshot host)
    {
        // They are read in order, so that most go to the end.
        if (hosts.Count == 0 || string.CompareOrdinal(hosts[^1].Id, host.Id) < 0)
        {
            hosts.Add(host);
        }
        else
        {
            hosts.Insert(Find(host.Id, out _), host);
        }
    }

    /// <summary>Removes the host of this id; returns it, or null where there is none.</summary>
    public HostSnapshot? Remove(string id)
    {
        var at = Find(id, out var isHere);
        if (!isHere)
        {
            return null;
        }

        var host = hosts[at];
        hosts.RemoveAt(at);
        return host;
    }

    private int Find(string id, out bool isHere)
    {
        var (low, high) = (0, hosts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(hosts[middle].Id, id);
            if (order == 0)
            {
                isHere = true;
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        isHere = false;
        return low;
    }
}

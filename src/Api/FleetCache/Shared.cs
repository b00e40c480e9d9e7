using System.Collections.Concurrent;

namespace Levelset.Api.FleetCache;

/// <summary>One instance of what is equal, so that comparing costs nothing. From any thread.</summary>
internal sealed class Shared<T>
    where T : class
{
    private const int Max = 10_000;

    private readonly ConcurrentDictionary<T, T> instances = new();

    /// <summary>An equal instance; the same for all that are equal, as long as there are not too many.</summary>
    public T Of(T one)
    {
        if (instances.TryGetValue(one, out var shared))
        {
            return shared;
        }

        if (instances.Count >= Max)
        {
            instances.Clear();
        }

        return instances.GetOrAdd(one, one);
    }
}

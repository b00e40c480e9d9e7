using Levelset.Cli.Output;

namespace Levelset.Cli.Client;

/// <summary>Reads lists to their end.</summary>
internal static class Paging
{
    private const int PageSize = 1000;

    /// <summary>Every item, or the first of them.</summary>
    /// <param name="limit">How many at most; null = all.</param>
    /// <param name="progress">Told after every page but the first.</param>
    /// <param name="read">Reads a page of at most so many from a token on.</param>
    /// <returns>The items, and whether there are more.</returns>
    public static async Task<(List<T> Items, bool More)> ReadAsync<T>(
        int? limit,
        ProgressLine progress,
        Func<int, string, Task<(IEnumerable<T> Items, string Next)>> read)
    {
        var all = new List<T>();
        var token = "";
        do
        {
            var (items, next) = await read(Math.Min(PageSize, limit - all.Count ?? PageSize), token);
            all.AddRange(items);
            token = next;
            if (token.Length > 0)
            {
                progress.Report($"{all.Count} so far");
            }
        }
        while (token.Length > 0 && !(all.Count >= limit));

        return (all, token.Length > 0);
    }
}

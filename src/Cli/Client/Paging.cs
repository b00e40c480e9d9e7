using Levelset.Cli.Output;

namespace Levelset.Cli.Client;

/// <summary>Reads paged lists.</summary>
internal static class Paging
{
    private const int PageSize = 1000;

    /// <summary>All items, or the first of them.</summary>
    /// <param name="limit">Maximum number of items; null = all.</param>
    /// <param name="progress">Updated after every page but the last.</param>
    /// <param name="read">Reads one page: size and page token to items and next token.</param>
    /// <returns>The items, and whether more exist.</returns>
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

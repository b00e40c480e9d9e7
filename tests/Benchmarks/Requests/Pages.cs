using System.Diagnostics;
using System.Globalization;

namespace Levelset.Benchmarks.Requests;

/// <summary>A pool's page beside a page of the same size that is only bytes, in alternating rounds.</summary>
internal static class Pages
{
    private const int Rounds = 200;

    public static async Task RunAsync(Uri address, Fleet fleet)
    {
        await MixedPool.CreateAsync(fleet);
        using var client = new HttpClient { BaseAddress = address };
        await RunAsync(client, $"/pools/{MixedPool.Id}?all=1");
        await RunAsync(client, $"/pools/{MixedPool.Id}");
        await RunAsync(client, "/");
    }

    private static async Task RunAsync(HttpClient client, string path)
    {
        var size = (await client.GetByteArrayAsync(path)).Length;
        var (pages, bytes) = (new List<double>(), new List<double>());
        for (var round = -50; round < Rounds; round++)
        {
            var page = await MeasureAsync(client, path, size);
            var plain = await MeasureAsync(client, $"/bytes/{size}", size);
            if (round >= 0)
            {
                pages.Add(page);
                bytes.Add(plain);
            }
        }

        var (p, b) = (Series.Median(pages), Series.Median(bytes));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: {size / 1000.0:0.0} kB, {p:0.00} ms, as many bytes {b:0.00} ms: {Series.Median(pages.Zip(bytes, (x, y) => x / y)):0.0} x"));
    }

    private static async Task<double> MeasureAsync(HttpClient client, string path, int expected)
    {
        var clock = Stopwatch.StartNew();
        var content = await client.GetByteArrayAsync(path);
        return Math.Abs(content.Length - expected) < 100
            ? clock.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException($"{content.Length} bytes, not {expected}");
    }
}

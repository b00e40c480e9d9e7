using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using Levelset.Core.Features;
using Levelset.Processors;
using Levelset.V1;

namespace Levelset.Benchmarks.Requests;

/// <summary>
/// The page of a pool of a thousand hosts of twelve kinds, with every feature, beside an answer of the same bytes that is there
/// already, in alternating rounds.
/// </summary>
internal static class PoolPage
{
    private const int Rounds = 200;
    private const int WarmUp = 50;
    private const int Hosts = 1000;
    private const string Pool = "pools/wide";
    private const string Page = "/pools/wide?all=1";

    public static async Task RunAsync(Uri grpc, Uri http)
    {
        await FillAsync(grpc);
        using var client = new HttpClient { BaseAddress = http };
        var content = await client.GetByteArrayAsync(new Uri(Page, UriKind.Relative));
        using (var body = new ByteArrayContent(content))
        {
            (await client.PutAsync(new Uri(Server.SameBytes, UriKind.Relative), body)).EnsureSuccessStatusCode();
        }

        var (made, kept) = (new List<double>(), new List<double>());
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var page = await MeasureAsync(client, Page);
            var bytes = await MeasureAsync(client, Server.SameBytes);
            if (round >= 0)
            {
                made.Add(page);
                kept.Add(bytes);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Page of a pool of {Hosts} hosts, {content.Length} bytes: {Series.Median(made):0.00} ms, "
            + $"the same bytes ready made {Series.Median(kept):0.00} ms: + {Series.Median(made.Zip(kept, (a, b) => a - b)):0.00} ms"));
    }

    private static async Task FillAsync(Uri grpc)
    {
        const int AtOnce = 8;
        using var channel = GrpcChannel.ForAddress(grpc, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
        });
        var kinds = Kinds();
        var ids = Enumerable.Range(0, Hosts).Select(number => string.Create(CultureInfo.InvariantCulture, $"node-{number:0000}")).ToList();
        await Parallel.ForEachAsync(
            ids.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (host, _) => await ScriptedAgent.ReportAsync(channel, host.Item, kinds[host.Index % kinds.Count], "GenuineIntel"));
        var pools = new PoolService.PoolServiceClient(channel);
        await pools.CreatePoolAsync(new CreatePoolRequest { PoolId = Pool["pools/".Length..], Pool = new Pool() });
        await pools.AddHostsAsync(new AddHostsRequest { Pool = Pool, Hosts = { ids.Select(id => $"hosts/{id}") } });
    }

    // Every Intel profile, and half of them after an update that took two features away.
    private static List<Core.Features.FeatureSet> Kinds()
    {
        var intel = Profile.All.Where(profile => profile.Vendor == "GenuineIntel").Select(profile => profile.Supported).ToList();
        _ = Core.Catalogues.Catalogue.X86_64.ParseNames(["rd_seed", "adx"], out var taken);
        return [.. intel, .. intel.Skip(intel.Count / 2).Select(words => words.Except(taken))];
    }

    private static async Task<double> MeasureAsync(HttpClient client, string path)
    {
        var clock = Stopwatch.StartNew();
        var bytes = await client.GetByteArrayAsync(new Uri(path, UriKind.Relative));
        return bytes.Length > 0 ? clock.Elapsed.TotalMilliseconds : throw new InvalidOperationException($"{path} is empty");
    }
}

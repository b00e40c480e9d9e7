using System.Globalization;
using Google.Protobuf;
using Grpc.Net.Client;
using Levelset.V1;

namespace Levelset.Benchmarks.Requests;

/// <summary>CheckMigration beside a call that does nothing, on the same server in alternating rounds.</summary>
internal static class CheckMigration
{
    private const int Rounds = 30;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    /// <summary>Partitions and hosts are those of the first numbers; of pairs, those that <paramref name="wanted"/> accepts.</summary>
    public static async Task RunAsync(Uri address, string title, int size, Func<int, int, bool> wanted)
    {
        var chosen = new Random(1);
        var pairs = Enumerable.Range(0, 100_000)
            .Select(_ => (Partition: chosen.Next(size), Host: chosen.Next(size)))
            .Where(pair => wanted(pair.Partition, pair.Host))
            .Select(pair => new CheckMigrationRequest
            {
                Partition = $"partitions/{Fleet.Partition(pair.Partition)}",
                TargetHost = $"hosts/{Fleet.Host(pair.Host)}",
            })
            .ToList();
        var possible = await CountPossibleAsync(address, pairs.Take(1000));
        var requests = pairs.Select(pair => pair.ToByteArray()).ToArray();
        using var load = new Load(address);
        var (nothing, check) = (new List<double>(), new List<double>());
        for (var round = -5; round < Rounds; round++)
        {
            var first = await load.RunAsync("levelset.benchmarks.Nothing", "Do", [[]], Duration);
            var second = await load.RunAsync("levelset.v1.MigrationService", "CheckMigration", requests, Duration);
            if (round >= 0)
            {
                nothing.Add(first);
                check.Add(second);
            }
        }

        var ratio = Series.Median(check.Zip(nothing, (a, b) => a / b));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{title} ({possible:0%} possible): {Series.Median(check):0} calls/s, empty {Series.Median(nothing):0} calls/s: {ratio:0.00} x"));
    }

    private static async Task<double> CountPossibleAsync(Uri address, IEnumerable<CheckMigrationRequest> pairs)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var client = new MigrationService.MigrationServiceClient(channel);
        var verdicts = new List<Verdict>();
        foreach (var pair in pairs)
        {
            verdicts.Add(await client.CheckMigrationAsync(pair));
        }

        return verdicts.Average(verdict => verdict.Compatible ? 1.0 : 0.0);
    }
}

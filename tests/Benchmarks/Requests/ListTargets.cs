using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Levelset.Core.Baselines;
using Levelset.V1;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Benchmarks.Requests;

/// <summary>ListTargets beside the one query by index that returns as many rows, in alternating rounds.</summary>
internal static class ListTargets
{
    private const int Rounds = 1000;

    private const string Query =
        """
        SELECT h.id AS "Id", h.fingerprint AS "Fingerprint", h.simulated AS "Simulated", h.pool_id AS "PoolId",
            h.membership_state::integer AS "MembershipState", h.membership_reason AS "MembershipReason", h.cordoned AS "Cordoned",
            h.processor_clock_frequency AS "ProcessorClockFrequency", h.unreported_words AS "UnreportedWords",
            seen.silent AS "IsSilent"
        FROM hosts h JOIN agent_sessions seen ON seen.host_id = h.id
        WHERE h.pool_id = {0} AND h.membership_state = 2 AND h.fingerprint = {1}::bpchar
        ORDER BY h.id LIMIT {2}
        """;

    private sealed record Row(
        string Id,
        string? Fingerprint,
        bool Simulated,
        string? PoolId,
        int MembershipState,
        string MembershipReason,
        bool Cordoned,
        decimal? ProcessorClockFrequency,
        string[] UnreportedWords,
        bool IsSilent);

    public static async Task RunAsync(Uri address, Fleet fleet, int partitions, int pageSize)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var client = new MigrationService.MigrationServiceClient(channel);
        var nothing = new Nothing.NothingClient(channel);
        var (queries, listings, calls) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -Rounds; round < Rounds; round++)
        {
            var number = Random.Shared.Next(partitions);
            var query = await MeasureAsync(pageSize, () => QueryAsync(fleet, number % Fleet.PoolCount, pageSize));
            var listing = await MeasureAsync(pageSize, () => ListAsync(client, number, pageSize));
            var call = await MeasureAsync(0, async () => (await nothing.DoAsync(new Empty())).CalculateSize());
            if (round >= 0)
            {
                queries.Add(query);
                listings.Add(listing);
                calls.Add(call);
            }
        }

        var (q, l) = (Series.Median(queries), Series.Median(listings));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ListTargets, {pageSize} of 100,000 hosts: {l:0.00} ms, the query {q:0.00} ms: {Series.Median(listings.Zip(queries, (a, b) => a / b)):0.00} x; an empty call {Series.Median(calls):0.00} ms"));
    }

    private static async Task<int> QueryAsync(Fleet fleet, int pool, int count)
    {
        await using var db = fleet.Open();
        return (await db.Database.SqlQueryRaw<Row>(Query, Fleet.Pool(pool), Fleet.FingerprintOf(pool), count).ToListAsync()).Count;
    }

    private static async Task<int> ListAsync(MigrationService.MigrationServiceClient client, int partition, int count)
    {
        var request = new ListTargetsRequest { Partition = $"partitions/{Fleet.Partition(partition)}", PageSize = count };
        return (await client.ListTargetsAsync(request)).Targets.Count;
    }

    private static async Task<double> MeasureAsync(int expected, Func<Task<int>> act)
    {
        var clock = Stopwatch.StartNew();
        var count = await act();
        return count == expected
            ? clock.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException($"{count} rows, not {expected}");
    }
}

using Grpc.Core;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;

namespace Levelset.Api.LiveMigration;

/// <summary>Many questions at once, with all that their answers need.</summary>
internal sealed class MigrationBatch(
    IReadOnlyList<MigrationPair> pairs,
    IReadOnlyDictionary<string, PartitionSnapshot> partitions,
    IReadOnlyDictionary<string, HostSnapshot> targets,
    MigrationChecker checker)
{
    private const int MaxPairs = 10_000;
    private const int ChunkSize = 100;

    /// <summary>Checks all that can be checked without the database.</summary>
    /// <exception cref="ServiceException">There are too many, or names or waivers are malformed: every one of them.</exception>
    public static IReadOnlyList<MigrationPair> Parse(V1.BatchCheckMigrationsRequest request)
    {
        var errors = new ValidationErrors();
        if (request.Pairs.Count > MaxPairs)
        {
            errors.Add("pairs", Reasons.BatchTooLarge, $"{request.Pairs.Count} pairs; at most {MaxPairs} in one call");
            errors.ThrowIfAny();
        }

        var pairs = request.Pairs.Select((pair, i) => MigrationPair.Parse(pair, $"pairs[{i}].", errors)).ToList();
        errors.ThrowIfAny();
        return pairs;
    }

    /// <summary>Reads what the answers need.</summary>
    public static async Task<MigrationBatch> LoadAsync(
        LevelsetDbContext db,
        HostMapping hosts,
        IReadOnlyList<MigrationPair> pairs,
        CancellationToken cancellationToken)
    {
        var partitionIds = pairs.Select(pair => pair.PartitionId).Distinct().ToArray();
        var partitions = await db.PartitionSnapshotsAsync(db.Partitions.Where(row => partitionIds.Contains(row.Id)), cancellationToken);
        var targets = await db.HostSnapshotsAsync([.. pairs.Select(pair => pair.HostId).Distinct()], cancellationToken);
        return new MigrationBatch(
            pairs,
            partitions.ToDictionary(partition => partition.Row.Id),
            targets.ToDictionary(host => host.Id),
            await MigrationChecker.ForAsync(db, hosts, targets, cancellationToken));
    }

    /// <summary>The answers in the order of the pairs.</summary>
    public IEnumerable<V1.BatchCheckMigrationsResponse> Answers() =>
        pairs.Select(Answer).Chunk(ChunkSize).Select(chunk => new V1.BatchCheckMigrationsResponse { Results = { chunk } });

    private V1.MigrationResult Answer(MigrationPair pair, int index)
    {
        var result = new V1.MigrationResult { Index = (uint)index };
        try
        {
            var partition = partitions.GetValueOrDefault(pair.PartitionId)
                ?? throw ApiErrors.NotFound(Reasons.PartitionNotFound, ResourceName.Partition(pair.PartitionId));
            var host = targets.GetValueOrDefault(pair.HostId)
                ?? throw ApiErrors.NotFound(Reasons.HostNotFound, ResourceName.Host(pair.HostId));
            result.Verdict = partition.Unsettled() is { } unsettled ? throw unsettled : pair.Check(checker, partition, host);
        }
        catch (ServiceException refusal)
        {
            result.Error = new V1.MigrationError { Reason = refusal.Reason, Message = refusal.Message };
        }

        return result;
    }
}

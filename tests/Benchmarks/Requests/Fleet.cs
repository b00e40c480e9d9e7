using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Pools;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Benchmarks.Requests;

/// <summary>
/// Hosts of four generations of one vendor's processors, a pool for each generation, and partitions of the pools' baselines:
/// rows as reports and creations leave them. Number modulo <see cref="PoolCount"/> is the pool.
/// </summary>
internal sealed class Fleet(string database)
{
    // From the oldest to the newest, each beside what those before it have.
    private static readonly string[][] Generations =
    [
        ["sse3", "ssse3", "sse4_1", "sse4_2", "aes", "rdtscp", "movbe", "xsave", "avx", "avx2", "fma", "nested_virt"],
        ["rd_seed", "adx", "smap"],
        ["clflushopt", "xsaveopt"],
        ["sha", "umip"],
    ];

    // Without triggers: as if they had been there for long, so that nobody reads a log of their coming while others are measured.
    private const string CopyHosts =
        """
        SET session_replication_role = replica;
        INSERT INTO hosts SELECT (jsonb_populate_record(h, jsonb_build_object('id', 'h' || lpad(n::text, 6, '0')))).*
        FROM generate_series({0}, {1}) n JOIN hosts h ON h.id = 'h' || lpad((n % 4)::text, 6, '0');
        INSERT INTO agent_sessions SELECT (jsonb_populate_record(s, jsonb_build_object('host_id', 'h' || lpad(n::text, 6, '0')))).*
        FROM generate_series({0}, {1}) n JOIN agent_sessions s ON s.host_id = 'h' || lpad((n % 4)::text, 6, '0');
        ANALYZE;
        """;

    private const string CopyPartitions =
        """
        SET session_replication_role = replica;
        INSERT INTO partitions SELECT (jsonb_populate_record(p, jsonb_build_object(
            'id', '00000000-0000-0000-0000-' || lpad(n::text, 12, '0'), 'host_id', 'h' || lpad(n::text, 6, '0')))).*
        FROM generate_series({0}, {1}) n JOIN partitions p ON p.id = '00000000-0000-0000-0000-' || lpad((n % 4)::text, 12, '0');
        ANALYZE;
        """;

    private readonly Guid replica = Guid.CreateVersion7();

    /// <summary>How many pools there are.</summary>
    public static int PoolCount => Generations.Length;

    /// <summary>The {host} of a number.</summary>
    public static string Host(int number) => $"h{number:000000}";

    /// <summary>The {partition} of a number.</summary>
    public static string Partition(int number) => $"00000000-0000-0000-0000-{number:000000000000}";

    /// <summary>The {pool} of a number.</summary>
    public static string Pool(int number) => $"generation-{number}";

    /// <summary>What the members of a pool offer.</summary>
    public static string FingerprintOf(int pool) => Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words(pool), CompatibilityProperties.None)).Value;

    /// <summary>Makes the pools, with one host and one partition each.</summary>
    public async Task CreateAsync()
    {
        await using var db = Open();
        db.Add(new ReplicaRow { Id = replica });
        for (var pool = 0; pool < PoolCount; pool++)
        {
            Add(db, pool);
        }

        await db.SaveChangesAsync();
    }

    public Task AddHostsAsync(int first, int last) => ExecuteAsync(CopyHosts, first, last);

    /// <summary>Adds partitions, each on the host of its own number.</summary>
    public Task AddPartitionsAsync(int first, int last) => ExecuteAsync(CopyPartitions, first, last);

    /// <summary>The replica that holds the streams of all hosts lives on.</summary>
    public Task RenewAsync() => ExecuteAsync("UPDATE replicas SET renewals = renewals + 1, renew_time = clock_timestamp() WHERE id = {0}", replica);

    /// <summary>The database, as the service opens it.</summary>
    public LevelsetDbContext Open() => new(new DbContextOptionsBuilder<LevelsetDbContext>().UseNpgsql(database).Options);

    private void Add(LevelsetDbContext db, int pool)
    {
        var (words, now) = (Words(pool), DateTimeOffset.UtcNow);
        db.Add(new SupportedSet { Fingerprint = FingerprintOf(pool), Vendor = "GenuineIntel", Features = words, Properties = new StoredProperties() });
        db.Add(new PoolRow { Id = Pool(pool), LastGeneration = 1, CurrentGeneration = 1, Level = words, CreateTime = now });
        db.Add(new BaselineRow
        {
            PoolId = Pool(pool),
            Generation = 1,
            Vendor = "GenuineIntel",
            Features = words,
            Level = words,
            Properties = new StoredProperties(),
            Cause = "benchmark",
            Author = "benchmark",
            CreateTime = now,
            CatalogueVersion = "",
            Reasons = "{}",
        });
        db.Add(new HostRow
        {
            Id = Host(pool),
            Fingerprint = FingerprintOf(pool),
            PoolId = Pool(pool),
            MembershipState = MembershipState.Ready,
            ReportTime = now,
            Session = new AgentSessionRow { HostId = Host(pool), SessionId = Guid.CreateVersion7(), ReplicaId = replica },
        });
        db.Add(new PartitionRow
        {
            Id = Partition(pool),
            PoolId = Pool(pool),
            HostId = Host(pool),
            Generation = 1,
            Requested = words,
            Features = words,
            Mask = DisableMask.For(words, words, Catalogue.X86_64, ReservedBits.HypervisorDefault),
            Excluded = FeatureSet.Empty(Architecture.X86_64),
            State = PartitionState.Active,
            CreateTime = now,
        });
    }

    private static FeatureSet Words(int pool)
    {
        var faults = Catalogue.X86_64.ParseNames(Generations.Take(pool + 1).SelectMany(one => one), out var set);
        return faults.Count == 0 ? set : throw new InvalidOperationException(string.Join("; ", faults));
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var db = Open();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
        await db.Database.ExecuteSqlRawAsync(sql, values);
    }
}

using Levelset.Api.ChangeFeed;
using Levelset.Api.Hosts;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Data;

/// <summary>The database. PostgreSQL only.</summary>
public sealed class LevelsetDbContext(DbContextOptions<LevelsetDbContext> options) : DbContext(options), IDataProtectionKeyContext
{
    /// <summary>Distinct processors.</summary>
    public DbSet<SupportedSet> SupportedSets => Set<SupportedSet>();

    public DbSet<HostRow> Hosts => Set<HostRow>();

    /// <summary>How the agents of hosts are connected.</summary>
    public DbSet<AgentSessionRow> Sessions => Set<AgentSessionRow>();

    /// <summary>The processes of the service that run.</summary>
    public DbSet<ReplicaRow> Replicas => Set<ReplicaRow>();

    public DbSet<PoolRow> Pools => Set<PoolRow>();

    /// <summary>Generations.</summary>
    public DbSet<BaselineRow> Baselines => Set<BaselineRow>();

    public DbSet<PartitionRow> Partitions => Set<PartitionRow>();

    /// <summary>What agents are still to close.</summary>
    public DbSet<PartitionTombstone> Tombstones => Set<PartitionTombstone>();

    /// <summary>The log of changes; triggers write it.</summary>
    public DbSet<EventRow> Events => Set<EventRow>();

    /// <summary>What holds for the whole log; one row.</summary>
    public DbSet<EventLogRow> EventLog => Set<EventLogRow>();

    /// <summary>Reports that changed something.</summary>
    public DbSet<HostReportRow> HostReports => Set<HostReportRow>();

    /// <summary>Keys that the anti-forgery tokens of web forms are protected by; the same for every service process.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>What happened, by whom.</summary>
    public DbSet<ActivityRow> Activities => Set<ActivityRow>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<FeatureSet>().HaveConversion<FeatureSetConverter>();
        configurationBuilder.Properties<DisableMask>().HaveConversion<DisableMaskConverter>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(LevelsetDbContext).Assembly);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class ActivityConfiguration : IEntityTypeConfiguration<ActivityRow>
{
    public void Configure(EntityTypeBuilder<ActivityRow> builder)
    {
        builder.ToTable("activities", table =>
        {
            table.HasWordsCheck("lost");
            table.HasWordsCheck("gained");
        });
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).HasColumnName("id").UseIdentityAlwaysColumn();
        builder.Property(row => row.Time).HasColumnName("time");
        builder.Property(row => row.Author).HasColumnName("author").UseCollation("C");
        builder.Property(row => row.Kind).HasColumnName("kind").HasConversion<short>();
        builder.Property(row => row.PoolId).HasColumnName("pool_id").UseCollation("C");
        builder.Property(row => row.HostId).HasColumnName("host_id").UseCollation("C");
        builder.Property(row => row.PartitionId).HasColumnName("partition_id").UseCollation("C");
        builder.Property(row => row.Generation).HasColumnName("generation");
        builder.Property(row => row.Summary).HasColumnName("summary");
        builder.Property(row => row.Lost).HasColumnName("lost");
        builder.Property(row => row.Gained).HasColumnName("gained");

        // Each filter has its own way through the table, newest first.
        builder.HasIndex(row => new { row.Time, row.Id });
        builder.HasIndex(row => new { row.Kind, row.Time, row.Id });
        builder.HasIndex(row => new { row.Author, row.Time, row.Id });
        builder.HasIndex(row => new { row.PoolId, row.Time, row.Id }).HasFilter("pool_id IS NOT NULL");
        builder.HasIndex(row => new { row.HostId, row.Time, row.Id }).HasFilter("host_id IS NOT NULL");
        builder.HasIndex(row => new { row.PartitionId, row.Time, row.Id }).HasFilter("partition_id IS NOT NULL");
    }
}

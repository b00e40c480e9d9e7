using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class PartitionTombstoneConfiguration : IEntityTypeConfiguration<PartitionTombstone>
{
    public void Configure(EntityTypeBuilder<PartitionTombstone> builder)
    {
        builder.ToTable("partition_tombstones");
        builder.HasKey(row => new { row.HostId, row.PartitionId });
        builder.Property(row => row.HostId).HasColumnName("host_id").UseCollation("C");
        builder.Property(row => row.PartitionId).HasColumnName("partition_id").UseCollation("C");
        builder.Property(row => row.CreateTime).HasColumnName("create_time");
    }
}

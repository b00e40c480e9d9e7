using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class PartitionConfiguration : IEntityTypeConfiguration<PartitionRow>
{
    public void Configure(EntityTypeBuilder<PartitionRow> builder)
    {
        builder.ToTable("partitions", table =>
        {
            table.HasWordsCheck("requested");
            table.HasWordsCheck("features");
            table.HasWordsCheck("mask");
            table.HasWordsCheck("excluded");
        });
        builder.HasKey(partition => partition.Id);
        builder.Property(partition => partition.Id).HasColumnName("id").UseCollation("C");
        builder.Property(partition => partition.DisplayName).HasColumnName("display_name");
        builder.Property(partition => partition.PoolId).HasColumnName("pool_id").UseCollation("C");
        builder.Property(partition => partition.HostId).HasColumnName("host_id").UseCollation("C");
        builder.Property(partition => partition.HeldByAgent).HasColumnName("held_by_agent");
        builder.Property(partition => partition.Generation).HasColumnName("generation");
        builder.Property(partition => partition.Requested).HasColumnName("requested");
        builder.Property(partition => partition.Features).HasColumnName("features");
        builder.Property(partition => partition.Mask).HasColumnName("mask");
        builder.Property(partition => partition.EarlyProperties)
            .HasColumnName("early_properties")
            .HasColumnType("jsonb")
            .HasDefaultValueSql("'[]'::jsonb")
            .HasConversion(new EarlyPropertiesConverter(), EarlyPropertiesConverter.Comparer);
        builder.ComplexProperty(partition => partition.Properties, PropertyColumns.Map);
        builder.Property(partition => partition.ProcessorClockFrequency)
            .HasColumnName("processor_clock_frequency")
            .HasColumnType("numeric(20,0)");
        builder.Property(partition => partition.Waivers).HasColumnName("waivers").HasColumnType("jsonb");
        builder.Property(partition => partition.Nested).HasColumnName("nested");
        builder.Property(partition => partition.Excluded).HasColumnName("excluded");
        builder.Property(partition => partition.State).HasColumnName("state").HasConversion<short>();
        builder.Property(partition => partition.CreateTime).HasColumnName("create_time");
        builder.Property(partition => partition.RequestId).HasColumnName("request_id");
        builder.Property(partition => partition.RequestDigest).HasColumnName("request_digest");
        builder.Property(partition => partition.Simulated).HasColumnName("simulated");
        builder.Property(partition => partition.Version).IsRowVersion();
        builder.HasOne<HostRow>().WithMany().HasForeignKey(partition => partition.HostId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<PoolRow>().WithMany().HasForeignKey(partition => partition.PoolId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(partition => partition.RequestId).IsUnique();
    }
}

using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class PoolConfiguration : IEntityTypeConfiguration<PoolRow>
{
    public void Configure(EntityTypeBuilder<PoolRow> builder)
    {
        builder.ToTable("pools", table =>
        {
            table.HasWordsCheck("excluded");
            table.HasWordsCheck("floor");
            table.HasWordsCheck("level");
            table.HasCheckConstraint("pools_generation", "current_generation BETWEEN 1 AND last_generation");
        });
        builder.HasKey(pool => pool.Id);
        builder.Property(pool => pool.Id).HasColumnName("id").UseCollation("C");
        builder.Property(pool => pool.DisplayName).HasColumnName("display_name");
        builder.Property(pool => pool.FixedArchitecture).HasColumnName("fixed_architecture").HasConversion<short?>();
        builder.Property(pool => pool.FixedVendor).HasColumnName("fixed_vendor");
        builder.Property(pool => pool.Join).HasColumnName("join_policy").HasConversion<short>().HasDefaultValue(JoinPolicy.LevelDown).HasSentinel(JoinPolicy.LevelDown);
        builder.Property(pool => pool.Drift).HasColumnName("drift_policy").HasConversion<short>().HasDefaultValue(DriftPolicy.Quarantine).HasSentinel(DriftPolicy.Quarantine);
        builder.Property(pool => pool.Raise).HasColumnName("raise_policy").HasConversion<short>().HasDefaultValue(RaisePolicy.Manual).HasSentinel(RaisePolicy.Manual);
        builder.Property(pool => pool.ReservedBits).HasColumnName("reserved_bits").HasConversion<short>();
        builder.Property(pool => pool.Excluded).HasColumnName("excluded");
        builder.Property(pool => pool.Floor).HasColumnName("floor");
        builder.Property(pool => pool.LastGeneration).HasColumnName("last_generation");
        builder.Property(pool => pool.CurrentGeneration).HasColumnName("current_generation");
        builder.Property(pool => pool.Level).HasColumnName("level");
        builder.Property(pool => pool.RequestId).HasColumnName("request_id");
        builder.Property(pool => pool.RequestDigest).HasColumnName("request_digest");
        builder.Property(pool => pool.CreateTime).HasColumnName("create_time");
        builder.Property(pool => pool.Version).IsRowVersion();
        builder.HasMany(pool => pool.Baselines).WithOne().HasForeignKey(baseline => baseline.PoolId);
        builder.HasIndex(pool => pool.RequestId).IsUnique();
    }
}

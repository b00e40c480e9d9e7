using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class BaselineConfiguration : IEntityTypeConfiguration<BaselineRow>
{
    public void Configure(EntityTypeBuilder<BaselineRow> builder)
    {
        builder.ToTable("baselines", table =>
        {
            table.HasWordsCheck("features");
            table.HasWordsCheck("level");
        });
        builder.HasKey(baseline => new { baseline.PoolId, baseline.Generation });
        builder.Property(baseline => baseline.PoolId).HasColumnName("pool_id").UseCollation("C");
        builder.Property(baseline => baseline.Generation).HasColumnName("generation").ValueGeneratedNever();
        builder.Property(baseline => baseline.Vendor).HasColumnName("vendor");
        builder.Property(baseline => baseline.Features).HasColumnName("features");
        builder.Property(baseline => baseline.Level).HasColumnName("level");
        builder.ComplexProperty(baseline => baseline.Properties, PropertyColumns.Map);
        builder.Property(baseline => baseline.Cause).HasColumnName("cause");
        builder.Property(baseline => baseline.Author).HasColumnName("author");
        builder.Property(baseline => baseline.CreateTime).HasColumnName("create_time");
        builder.Property(baseline => baseline.CatalogueVersion).HasColumnName("catalogue_version");
        builder.Property(baseline => baseline.Reasons).HasColumnName("reasons").HasColumnType("jsonb");
    }
}

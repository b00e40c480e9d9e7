using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class SupportedSetConfiguration : IEntityTypeConfiguration<SupportedSet>
{
    public void Configure(EntityTypeBuilder<SupportedSet> builder)
    {
        builder.ToTable("supported_sets", table => table.HasWordsCheck("features"));
        builder.HasKey(set => set.Fingerprint);
        builder.Property(set => set.Fingerprint).HasColumnName("fingerprint").HasColumnType("character(64)");
        builder.Property(set => set.Vendor).HasColumnName("vendor");
        builder.Property(set => set.Features).HasColumnName("features");
        builder.ComplexProperty(set => set.Properties, PropertyColumns.Map);
    }
}

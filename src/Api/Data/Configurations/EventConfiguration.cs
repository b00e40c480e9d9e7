using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class EventConfiguration : IEntityTypeConfiguration<EventRow>
{
    public void Configure(EntityTypeBuilder<EventRow> builder)
    {
        builder.ToTable("events");
        builder.HasKey(row => row.Position);
        builder.Property(row => row.Position).HasColumnName("position").UseIdentityAlwaysColumn();
        builder.Property(row => row.Kind).HasColumnName("kind").HasConversion<short>();
        builder.Property(row => row.ResourceId).HasColumnName("resource_id").UseCollation("C");
        builder.Property(row => row.OwnerId).HasColumnName("owner_id").UseCollation("C");
        builder.Property(row => row.FormerOwnerId).HasColumnName("former_owner_id").UseCollation("C");
        builder.Property(row => row.Removed).HasColumnName("removed");
        builder.Property(row => row.Version).HasColumnName("version");
        builder.Property(row => row.Content).HasColumnName("content").HasColumnType("jsonb");
        builder.Property(row => row.Labels).HasColumnName("labels").HasColumnType("jsonb");
        builder.Property(row => row.Time).HasColumnName("time");
        builder.HasIndex(row => new { row.Kind, row.Position });
    }
}

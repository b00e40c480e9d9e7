using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class HostLabelConfiguration : IEntityTypeConfiguration<HostLabel>
{
    public void Configure(EntityTypeBuilder<HostLabel> builder)
    {
        builder.ToTable("host_labels");
        builder.HasKey(label => new { label.HostId, label.Key });
        builder.Property(label => label.HostId).HasColumnName("host_id").UseCollation("C");
        builder.Property(label => label.Key).HasColumnName("key");
        builder.Property(label => label.Value).HasColumnName("value");
        builder.HasIndex(label => new { label.Key, label.Value });
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class FormKeyConfiguration : IEntityTypeConfiguration<FormKeyRow>
{
    public void Configure(EntityTypeBuilder<FormKeyRow> builder)
    {
        builder.ToTable("form_keys");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).HasColumnName("id");
        builder.Property(row => row.Name).HasColumnName("name");
        builder.Property(row => row.Content).HasColumnName("content");
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class EventLogConfiguration : IEntityTypeConfiguration<EventLogRow>
{
    public void Configure(EntityTypeBuilder<EventLogRow> builder)
    {
        builder.ToTable("event_log", table => table.HasCheckConstraint("event_log_one_row", "id = 1"));
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(row => row.Identity).HasColumnName("identity").HasDefaultValueSql("gen_random_uuid()");
        builder.Property(row => row.TrimmedThrough).HasColumnName("trimmed_through");
    }
}

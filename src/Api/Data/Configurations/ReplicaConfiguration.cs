using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class ReplicaConfiguration : IEntityTypeConfiguration<ReplicaRow>
{
    public void Configure(EntityTypeBuilder<ReplicaRow> builder)
    {
        builder.ToTable("replicas");
        builder.HasKey(replica => replica.Id);
        builder.Property(replica => replica.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(replica => replica.Renewals).HasColumnName("renewals");
        builder.Property(replica => replica.RenewTime).HasColumnName("renew_time").HasDefaultValueSql("clock_timestamp()");
    }
}

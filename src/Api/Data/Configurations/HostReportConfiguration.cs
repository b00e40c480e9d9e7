using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class HostReportConfiguration : IEntityTypeConfiguration<HostReportRow>
{
    public void Configure(EntityTypeBuilder<HostReportRow> builder)
    {
        builder.ToTable("host_reports");
        builder.HasKey(row => new { row.HostId, row.Number });
        builder.Property(row => row.HostId).HasColumnName("host_id").UseCollation("C");
        builder.Property(row => row.Number).HasColumnName("number").ValueGeneratedNever();
        builder.Property(row => row.Fingerprint).HasColumnName("fingerprint").HasColumnType("character(64)");
        builder.Property(row => row.ProcessorClockFrequency).HasColumnName("processor_clock_frequency").HasColumnType("numeric(20,0)");
        builder.Property(row => row.UnreportedWords).HasColumnName("unreported_words");
        builder.Property(row => row.SyntheticFeatures).HasColumnName("synthetic_features").HasColumnType("numeric(20,0)");
        builder.Property(row => row.AssignableSyntheticFeatures)
            .HasColumnName("assignable_synthetic_features")
            .HasColumnType("numeric(20,0)");
        builder.Property(row => row.ReportTime).HasColumnName("report_time");
        builder.Property(row => row.ReceiveTime).HasColumnName("receive_time");
        builder.Property(row => row.Change).HasColumnName("change").HasColumnType("jsonb");
        builder.ComplexProperty(row => row.Origin, HostConfiguration.MapReport);
        builder.ComplexProperty(row => row.Platform, HostConfiguration.MapPlatform);
        builder.HasOne<HostRow>().WithMany().HasForeignKey(row => row.HostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(row => row.Supported).WithMany().HasForeignKey(row => row.Fingerprint).OnDelete(DeleteBehavior.Restrict);
    }
}

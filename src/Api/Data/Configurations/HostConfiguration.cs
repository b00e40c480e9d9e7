using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class HostConfiguration : IEntityTypeConfiguration<HostRow>
{
    public void Configure(EntityTypeBuilder<HostRow> builder)
    {
        builder.ToTable("hosts");
        builder.HasKey(host => host.Id);
        builder.Property(host => host.Id).HasColumnName("id").UseCollation("C");
        builder.Property(host => host.DisplayName).HasColumnName("display_name");
        builder.Property(host => host.Simulated).HasColumnName("simulated");
        builder.Property(host => host.Fingerprint).HasColumnName("fingerprint").HasColumnType("character(64)");
        builder.Property(host => host.ProcessorClockFrequency)
            .HasColumnName("processor_clock_frequency")
            .HasColumnType("numeric(20,0)");
        builder.Property(host => host.UnreportedWords).HasColumnName("unreported_words");
        builder.Property(host => host.PoolId).HasColumnName("pool_id").UseCollation("C");
        builder.Property(host => host.MembershipState).HasColumnName("membership_state").HasConversion<short>();
        builder.Property(host => host.MembershipReason).HasColumnName("membership_reason");
        builder.Property(host => host.Cordoned).HasColumnName("cordoned");
        builder.Property(host => host.ReportTime).HasColumnName("report_time");
        builder.Property(host => host.SyntheticFeatures).HasColumnName("synthetic_features").HasColumnType("numeric(20,0)");
        builder.Property(host => host.AssignableSyntheticFeatures)
            .HasColumnName("assignable_synthetic_features")
            .HasColumnType("numeric(20,0)");
        builder.Property(host => host.LastChange).HasColumnName("last_change").HasColumnType("jsonb");
        builder.Property(host => host.LastChangeTime).HasColumnName("last_change_time");
        builder.Property(host => host.Version).IsRowVersion();
        builder.ComplexProperty(host => host.Report, MapReport);
        builder.ComplexProperty(host => host.Platform, MapPlatform);
        builder.HasOne(host => host.Supported).WithMany().HasForeignKey(host => host.Fingerprint)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(host => host.Pool).WithMany().HasForeignKey(host => host.PoolId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(host => host.Session).WithOne().HasForeignKey<AgentSessionRow>(session => session.HostId);
        builder.HasMany(host => host.Labels).WithOne().HasForeignKey(label => label.HostId);

        // A pool's level is computed from its members' distinct fingerprints; targets are listed by them, then by name.
        builder.HasIndex(host => new { host.PoolId, host.MembershipState, host.Fingerprint, host.Id });
        builder.HasIndex(host => host.Fingerprint);
    }

    internal static void MapReport(ComplexPropertyBuilder<ReportOrigin> report)
    {
        report.Property(r => r.Source).HasColumnName("report_source");
        report.Property(r => r.SourceDetail).HasColumnName("report_source_detail");
        report.Property(r => r.Cause).HasColumnName("report_cause");
    }

    internal static void MapPlatform(ComplexPropertyBuilder<PlatformColumns> platform)
    {
        platform.Property(p => p.Hypervisor).HasColumnName("hypervisor");
        platform.Property(p => p.Kernel).HasColumnName("kernel");
        platform.Property(p => p.CpuModel).HasColumnName("cpu_model");
        platform.Property(p => p.Microcode).HasColumnName("microcode");
        platform.Property(p => p.AgentVersion).HasColumnName("agent_version");
        platform.Property(p => p.CatalogueVersion).HasColumnName("catalogue_version");
        platform.Property(p => p.Firmware).HasColumnName("firmware").HasDefaultValue("");
    }
}

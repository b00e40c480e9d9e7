using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class AgentHeartbeatConfiguration : IEntityTypeConfiguration<AgentHeartbeat>
{
    public void Configure(EntityTypeBuilder<AgentHeartbeat> builder)
    {
        builder.ToTable("agent_heartbeats");
        builder.HasKey(heartbeat => heartbeat.HostId);
        builder.Property(heartbeat => heartbeat.HostId).HasColumnName("host_id").UseCollation("C");
        builder.Property(heartbeat => heartbeat.LastSeenTime).HasColumnName("last_seen_time");
        builder.Property(heartbeat => heartbeat.SilenceReported).HasColumnName("silence_reported");
        builder.Property(heartbeat => heartbeat.SessionId).HasColumnName("session_id");
        builder.Property(heartbeat => heartbeat.ResumeDigest).HasColumnName("resume_digest");
    }
}

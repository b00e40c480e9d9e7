using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class AgentSessionConfiguration : IEntityTypeConfiguration<AgentSessionRow>
{
    public void Configure(EntityTypeBuilder<AgentSessionRow> builder)
    {
        builder.ToTable("agent_sessions");
        builder.HasKey(session => session.HostId);
        builder.Property(session => session.HostId).HasColumnName("host_id").UseCollation("C");
        builder.Property(session => session.SessionId).HasColumnName("session_id");
        builder.Property(session => session.ReplicaId).HasColumnName("replica_id");
        builder.Property(session => session.ResumeDigest).HasColumnName("resume_digest");
        builder.Property(session => session.Silent).HasColumnName("silent");
        builder.Property(session => session.LastSeenTime).HasColumnName("last_seen_time").HasDefaultValueSql("clock_timestamp()");
        builder.HasOne(session => session.Replica).WithMany().HasForeignKey(session => session.ReplicaId).OnDelete(DeleteBehavior.SetNull);

        // Those that may fall silent without anybody's doing; few, but after the end of a replica.
        builder.HasIndex(session => session.HostId).IsUnique().HasFilter("replica_id IS NULL AND NOT silent").HasDatabaseName("IX_agent_sessions_unheld");
    }
}

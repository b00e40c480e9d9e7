using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal sealed class AgentSightingConfiguration : IEntityTypeConfiguration<AgentSighting>
{
    public void Configure(EntityTypeBuilder<AgentSighting> builder)
    {
        builder.ToTable("agent_sightings");
        builder.HasKey(sighting => sighting.HostId);
        builder.Property(sighting => sighting.HostId).HasColumnName("host_id").UseCollation("C");
        builder.Property(sighting => sighting.LastSeenTime).HasColumnName("last_seen_time");
        builder.Property(sighting => sighting.SilenceTold).HasColumnName("silence_told");
        builder.Property(sighting => sighting.SessionId).HasColumnName("session_id");
        builder.Property(sighting => sighting.ResumeDigest).HasColumnName("resume_digest");
    }
}

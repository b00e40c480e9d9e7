namespace Levelset.Api.Data;

/// <summary>
/// A running process of the service. It renews its row; the others strike it when they have not seen it renewed for a while by
/// their own clocks, and its streams count as ended.
/// </summary>
public sealed class ReplicaRow
{
    public Guid Id { get; init; }

    /// <summary>How often it has been renewed. The others compare it with what they saw before, and no clock with any other.</summary>
    public long Renewals { get; set; }

    /// <summary>When it was renewed, by the database's clock.</summary>
    public DateTimeOffset RenewTime { get; set; }
}

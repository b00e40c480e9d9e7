using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>Members of one fingerprint in one membership state, with the first names: cost grows with distinct processors, not with hosts.</summary>
internal sealed record MemberClass
{
    // The names of each class come from the index by pool, membership state and fingerprint.
    private const string OfPool =
        """
        SELECT class.fingerprint::text AS "Fingerprint", class.membership_state::integer AS "MembershipState", class.count AS "Count",
            CASE WHEN class.fingerprint IS NULL
                THEN ARRAY(SELECT id FROM hosts WHERE pool_id = {0} AND membership_state = class.membership_state AND fingerprint IS NULL
                    ORDER BY id LIMIT 100)
                ELSE ARRAY(SELECT id FROM hosts
                    WHERE pool_id = {0} AND membership_state = class.membership_state AND fingerprint = class.fingerprint
                    ORDER BY id LIMIT 100)
            END AS "Hosts"
        FROM (SELECT fingerprint, membership_state, count(*)::integer AS count FROM hosts WHERE pool_id = {0} GROUP BY fingerprint, membership_state) class
        ORDER BY class.membership_state, class.fingerprint
        """;

    /// <summary>What they offer; null before the first report.</summary>
    public string? Fingerprint { get; init; }

    public MembershipState MembershipState { get; init; }

    public int Count { get; init; }

    /// <summary>The {host} of the first 100, in order of name.</summary>
    public string[] Hosts { get; init; } = [];

    public static Task<List<MemberClass>> OfPoolAsync(LevelsetDbContext db, string poolId, CancellationToken cancellationToken) =>
        db.Database.SqlQueryRaw<MemberClass>(OfPool, poolId).ToListAsync(cancellationToken);

    /// <summary>All hosts of several classes.</summary>
    public static V1.HostGroup ToWire(IReadOnlyCollection<MemberClass> classes, string value = "")
    {
        var group = new V1.HostGroup { HostCount = (uint)classes.Sum(one => one.Count), Value = value };
        group.Hosts.AddRange(classes.SelectMany(one => one.Hosts).Order(StringComparer.Ordinal).Take(100).Select(ResourceName.Host));
        return group;
    }
}

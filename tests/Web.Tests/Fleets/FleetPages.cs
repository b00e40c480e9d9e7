using System.Text.RegularExpressions;

namespace Levelset.Web.Tests.Fleets;

/// <summary>
/// The pages of the fixed fleet that differ in what they have to show. Names in braces are display names of partitions, whose ids
/// are another in every run.
/// </summary>
public static partial class FleetPages
{
    /// <summary>Every kind of page, and of each kind every case that looks different.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "/", "/pools/new",
        "/pools/web", "/pools/web?all=1", "/pools/web?q=avx512", "/pools/web/hosts", "/pools/web/partitions", "/pools/web/history",
        "/pools/web/history?from=1&to=3", "/pools/web/policy", "/pools/web/policy?preview=1&excluded=aes", "/pools/web/what-if",
        "/pools/web/what-if?preview=1&remove=web-05", "/pools/web/what-if?preview=1&add=db-old",
        "/pools/payments", "/pools/database", "/pools/database/hosts", "/pools/database/raise", "/pools/edge?all=1", "/pools/edge/hosts",
        "/pools/spare", "/pools/spare/hosts", "/pools/spare/history", "/pools/spare/policy", "/pools/spare/what-if",
        "/hosts", "/hosts/web-05", "/hosts/db-03", "/hosts/edge-03", "/hosts/lab-01", "/hosts/new-01/edit", "/hosts/db-old/remove",
        "/hosts/db-03/remove", "/hosts/web-01/evacuate", "/hosts/web-01/compare", "/hosts/web-01/compare?with=hosts/web-05",
        "/partitions", "/partitions/{storefront-1}", "/partitions/{fraud-scoring}", "/partitions/{ledger}/delete",
        "/check", "/check?partition=partitions/{storefront-1}&target=hosts/web-02",
        "/check?partition=partitions/{storefront-1}&target=hosts/web-05", "/check?partition={ledger}&target=web-01",
        "/activity", "/activity?pool=web", "/glossary", "/glossary?q=avx512", "/glossary/x86_64/xsave/5", "/glossary/x86_64/xsave/19",
        "/glossary/arm64/bank0/0",
    ];

    /// <summary>The same, for theories.</summary>
    public static TheoryData<string> All => [.. Paths];

    /// <summary>The path with the ids of this run.</summary>
    public static string PathOf(this FixedFleet fleet, string path) =>
        DisplayName().Replace(path, match => fleet.Partitions[match.Groups[1].Value]);

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex DisplayName();
}

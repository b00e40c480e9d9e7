using Levelset.Web.Tests.Fleets;

namespace Levelset.Web.Tests.Pages;

/// <summary>A picture of a page of the fixed fleet.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Path">As in <see cref="FleetPages"/>.</param>
/// <param name="IsDark">Whether the reader prefers dark pages.</param>
public sealed record Picture(string Name, string Path, bool IsDark = false)
{
    /// <summary>One for each kind of page.</summary>
    public static IReadOnlyList<Picture> All { get; } =
    [
        new("pools", "/"),
        new("pool", "/pools/web"),
        new("pool-dark", "/pools/web", IsDark: true),
        new("pool-new", "/pools/new"),
        new("pool-quarantine", "/pools/database"),
        new("pool-hosts", "/pools/database/hosts"),
        new("pool-partitions", "/pools/web/partitions"),
        new("pool-history", "/pools/web/history?from=2&to=3"),
        new("pool-policy", "/pools/web/policy?preview=1&excluded=aes"),
        new("pool-what-if", "/pools/web/what-if?preview=1&remove=web-05"),
        new("hosts", "/hosts"),
        new("host", "/hosts/db-03"),
        new("host-dark", "/hosts/db-03", IsDark: true),
        new("host-compare", "/hosts/web-01/compare?with=hosts/web-05"),
        new("host-evacuate", "/hosts/web-01/evacuate"),
        new("partitions", "/partitions"),
        new("partition", "/partitions/{storefront-1}"),
        new("check", "/check?partition=partitions/{storefront-1}&target=hosts/web-05"),
        new("check-compatible", "/check?partition=partitions/{storefront-1}&target=hosts/web-02"),
        new("activity", "/activity"),
        new("glossary", "/glossary"),
        new("feature", "/glossary/x86_64/xsave/19"),
    ];

    /// <summary>Where pictures lie.</summary>
    public static string Directory { get; } = System.IO.Path.Combine(Repository.Root, "docs", "guide", "images");

    public string File => System.IO.Path.Combine(Directory, $"{Name}.png");

    /// <inheritdoc/>
    public override string ToString() => Name;
}

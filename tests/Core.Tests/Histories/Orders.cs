using Levelset.Core.Baselines;

namespace Levelset.Core.Tests.Histories;

/// <summary>
/// Invariant 4: the order of reports and joins does not matter. What contributes to a pool now is put into a new one of the
/// same policy in another order, and reports in yet another.
/// </summary>
internal static class Orders
{
    public static void Hold(CorePool pool, Random random)
    {
        var contributors = pool.Contributors.ToArray();
        if (contributors.Length == 0)
        {
            return;
        }

        var policy = pool.Policy with { Join = JoinPolicy.LevelDown, Drift = DriftPolicy.LevelDown, Raise = RaisePolicy.Automatic };
        var other = new CorePool(pool.Name, pool.Identity, policy, random);
        var hosts = contributors.Select(host => new CoreHost(host.Name)).ToArray();
        random.Shuffle(hosts);
        var offers = contributors.ToDictionary(host => host.Name, host => host.Capabilities!);

        // Some are members before they report, and some have said something else before.
        foreach (var host in hosts)
        {
            if (random.Next(3) != 0)
            {
                host.Read(random.Next(2) == 0 ? offers[host.Name] : contributors[0].Capabilities!);
            }

            other.Join(host);
        }

        random.Shuffle(hosts);
        foreach (var host in hosts)
        {
            host.Read(offers[host.Name]);
            if (host.Pool is null)
            {
                other.Join(host);
            }
            else
            {
                other.Judge(host);
            }
        }

        Broken.Unless(4, hosts.All(host => host.State == MembershipState.Ready), () => $"pool {pool.Name} kept out {Named(hosts)}");
        Broken.Unless(
            4,
            pool.Level!.Features.Equals(other.Level!.Features),
            () => $"in another order the level of pool {pool.Name} is {other.Level.Features}, not {pool.Level.Features}");
        Broken.Unless(
            4,
            other.Current!.Features.Equals(other.Level.Features)
                && (pool.Policy.Raise != RaisePolicy.Automatic || pool.Current!.Features.Equals(other.Current.Features)),
            () => $"in another order the baseline of pool {pool.Name} is {other.Current.Features}");
    }

    private static string Named(CoreHost[] hosts) =>
        string.Join(", ", hosts.Where(host => host.State != MembershipState.Ready).Select(host => host.Name));
}

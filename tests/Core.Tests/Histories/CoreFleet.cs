using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;
using Levelset.Model;

namespace Levelset.Core.Tests.Histories;

/// <summary>Hosts, pools and partitions by Core's rules; a hypervisor is what <see cref="Mask.Given"/> says one does.</summary>
internal sealed class CoreFleet(IEnumerable<NaivePool> pools, Random order)
{
    private readonly Dictionary<string, CoreHost> hosts = [];

    public Dictionary<string, CorePool> Pools { get; } = pools.ToDictionary(
        pool => pool.Name,
        pool => new CorePool(
            pool.Name,
            new PoolIdentity(pool.FixedArm is { } arm ? arm ? Architecture.Arm64 : Architecture.X86_64 : null, pool.FixedVendor),
            pool.Policy.ToPolicy(),
            order));

    public Dictionary<string, CorePartition> Partitions { get; } = [];

    public CoreHost Host(string name) =>
        hosts.TryGetValue(name, out var host) ? host : hosts[name] = new CoreHost(name);

    public bool Play(HistoryStep step)
    {
        switch (step)
        {
            case HistoryStep.Report report:
                Report(Host(report.Host), report.Reading.ToCapabilities());
                return true;
            case HistoryStep.Join join:
                return Pools[join.Pool].Join(Host(join.Host));
            case HistoryStep.Leave leave:
                Host(leave.Host).Pool?.Leave(Host(leave.Host));
                return true;
            case HistoryStep.Change change:
                return Pools[change.Pool].Change(change.Policy);
            case HistoryStep.Raise raise:
                return Pools[raise.Pool].Raise();
            case HistoryStep.Silence silence:
                Host(silence.Host).Silent = silence.Silent;
                return true;
            case HistoryStep.Cordon cordon:
                Host(cordon.Host).Cordoned = cordon.Cordoned;
                return true;
            case HistoryStep.Create create:
                return Create(create);
            case HistoryStep.Move move:
                return Move(move);
            case HistoryStep.Close close:
                return Partitions.Remove(close.Partition);
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "not a step");
        }
    }

    /// <summary>Whether a partition may move.</summary>
    public static Verdict Judge(CorePartition partition, CoreHost host, FeatureSet waived, bool poolWaived)
    {
        var moving = new MigratingPartition(partition.Capabilities, partition.Pool.Policy.ReservedBits) { Waived = waived, PoolWaived = poolWaived };
        var target = new MigrationTarget(host.Capabilities)
        {
            NotReady = host.NotReady,
            OtherPool = OtherPool(partition, host.Pool),
            OtherPoolBaseline = host.Pool?.Current,
        };
        return Verdict.Of(moving, target, Catalogue.For(partition.Capabilities.Features.Architecture));
    }

    private static void Report(CoreHost host, CpuCapabilities offer)
    {
        host.Read(offer);
        if (host.Pool is null)
        {
            host.State = MembershipState.Ready;
        }
        else
        {
            host.Pool.Judge(host);
        }
    }

    private bool Create(HistoryStep.Create step)
    {
        var (pool, host) = (Pools[step.Pool], Host(step.Host));
        if (Partitions.ContainsKey(step.Partition) || pool.Current is not { } baseline || host.Pool != pool || !host.IsTarget)
        {
            return false;
        }

        var arm = baseline.Features.IsArm();
        var catalogue = Catalogue.For(baseline.Features.Architecture);
        var wanted = CreationArguments.FeaturesFor(
            baseline.Features,
            new PartitionRequest(step.Nested, step.Without.ToSet(arm)),
            catalogue).Features;
        var lacksNested = step.Nested && catalogue.NestedVirtualization is { } nested && !wanted.Contains(nested);
        if (lacksNested || !catalogue.MustStayEnabled.IsSubsetOf(wanted))
        {
            return false;
        }

        var arguments = CreationArguments.For(wanted, host.Capabilities!.Features, catalogue, pool.Policy.ReservedBits)
            .WithProperties(baseline.Properties, host.Capabilities.Properties);
        Partitions.Add(step.Partition, new CorePartition(pool, host, Boot(arguments, host, baseline.Vendor, baseline.Properties)));
        return true;
    }

    private bool Move(HistoryStep.Move step)
    {
        if (!Partitions.TryGetValue(step.Partition, out var partition) || Host(step.Host).Capabilities is null)
        {
            return false;
        }

        var host = Host(step.Host);
        var verdict = Judge(partition, host, step.Waived.ToSet(partition.Capabilities.Features.IsArm()), step.PoolWaived);
        if (!verdict.Compatible)
        {
            return false;
        }

        partition.Capabilities = Boot(verdict.Arguments!, host, partition.Capabilities.Vendor, partition.Capabilities.Properties);
        partition.Host = host;
        return true;
    }

    private static CpuCapabilities Boot(CreationArguments arguments, CoreHost host, string vendor, CompatibilityProperties properties)
    {
        var supported = host.Capabilities!.Features;
        var given = Mask.Given(supported.ToBits(), arguments.ToBytes(), supported.IsArm());
        return new CpuCapabilities(vendor, Words.Of(given).ToSet(supported.IsArm()), properties with
        {
            // What is not set is the host's own; what the host does not tell is what the service takes it for, and a width that
            // was not known before a move is not known after it.
            PhysicalAddressWidth = properties.PhysicalAddressWidth is { } known
                ? (uint?)Early(arguments, 0x0006_0006) ?? host.Capabilities.Properties.PhysicalAddressWidth ?? known
                : null,
            SyntheticFeatures = Early(arguments, 0x0001_0001),
        });
    }

    private static ulong? Early(CreationArguments arguments, uint code) =>
        arguments.EarlyProperties.Where(property => property.Code == code).Select(property => (ulong?)property.Value).SingleOrDefault();

    private static string? OtherPool(CorePartition partition, CorePool? pool) =>
        pool is null ? ""
        : pool == partition.Pool || pool == partition.Host.Pool ? null
        : pool.Name;
}

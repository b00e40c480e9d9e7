using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.Probe;
using Levelset.Agent.State;
using Levelset.Agent.V1;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Partitions;

/// <summary>Turns a request made on this host into creation arguments, by the last assignment.</summary>
internal sealed class LocalArguments(IMshvDevice device, CurrentHost host, ServiceState service)
{
    private readonly Catalogue catalogue = Catalogue.For(device.Architecture);

    /// <summary>The assignment that is in force, and what a partition is created with now.</summary>
    /// <exception cref="UsageException">What is asked for does not exist, or cannot be; every fault is named.</exception>
    /// <exception cref="AgentException">It cannot be created now.</exception>
    public (Wire.Assignment Assignment, CreationArguments Arguments) Prepare(CreatePartitionRequest request)
    {
        var options = new PartitionRequest(request.Nested, Excluded(request.ExcludedFeatures))
        {
            Smt = request.Smt,
            GpaSuperPages = !request.NoGpaSuperPages,
            Isolation = Isolation(request.Isolation),
        };
        var (assignment, baseline) = RequireBaseline();
        var rules = new EarlyPropertyRules(device.Architecture, host.Capabilities.AssignableSynthetic);
        var early = rules.Merge(assignment.EarlyProperties.ToEarly(), request.EarlyProperties.ToEarly());
        return (assignment, Arguments(assignment, baseline, options).WithOptions(options) with { EarlyProperties = early });
    }

    /// <summary>The same, as the control socket answers it.</summary>
    public PreparedArguments PrepareWire(CreatePartitionRequest request)
    {
        var (assignment, arguments) = Prepare(request);
        return new PreparedArguments
        {
            Arguments = arguments.ToWire(),
            Architecture = (Wire.Architecture)device.Architecture,
            Pool = assignment.Pool,
            Generation = assignment.Generation,
        };
    }

    private static ulong Isolation(ulong value)
    {
        UsageException.ThrowIfAny(value < KernelRules.Strictest.IsolationCount ? [] : [$"isolation {value} is none of 0 (none), 1 (snp)"]);
        return value;
    }

    private (Wire.Assignment Assignment, FeatureSet Baseline) RequireBaseline()
    {
        if (service.Assignment is not { } assignment)
        {
            throw new AgentException("the service has not sent an assignment yet");
        }

        if (assignment.Pool.Length == 0)
        {
            throw new AgentException("this host is in no pool");
        }

        if (assignment.Baseline.ToSet(device.Architecture) is { } baseline)
        {
            return (assignment, baseline);
        }

        var why = assignment.StateReason.Length > 0 ? assignment.StateReason : "it has none for this host";
        throw new AgentException($"{assignment.Pool} gives this host no baseline: {why}");
    }

    private FeatureSet Excluded(IReadOnlyList<string> names)
    {
        var faults = catalogue.ParseNames(names, out var excluded).ToList();
        faults.AddRange(excluded.Intersect(catalogue.MustStayEnabled).Bits()
            .Select(bit => $"{catalogue.NameOf(bit)} must stay enabled: the hypervisor creates no partition without it"));
        UsageException.ThrowIfAny(faults);
        return excluded;
    }

    private CreationArguments Arguments(Wire.Assignment assignment, FeatureSet baseline, PartitionRequest request)
    {
        if (request.Nested && (catalogue.NestedVirtualization is not { } nested || !baseline.Contains(nested)))
        {
            throw new AgentException($"{assignment.Pool} does not offer nested virtualization");
        }

        var own = host.Capabilities.Supported;
        var wanted = CreationArguments.FeaturesFor(baseline, request, catalogue).Features;
        var missing = CreationArguments.Missing(wanted, own);
        return missing.IsEmpty
            ? CreationArguments.For(wanted, own, catalogue, ReservedBitsOf(assignment))
            : throw new AgentException("this host does not offer it: " + FeatureDifference.Describe(missing, [], catalogue));
    }

    private static ReservedBits ReservedBitsOf(Wire.Assignment assignment) => assignment.ReservedBits switch
    {
        Wire.PoolPolicy.Types.ReservedBits.Unspecified or Wire.PoolPolicy.Types.ReservedBits.HypervisorDefault =>
            ReservedBits.HypervisorDefault,
        Wire.PoolPolicy.Types.ReservedBits.Disable => ReservedBits.Disable,
        var other => throw new AgentException($"{assignment.Pool}: this agent does not know the reserved-bit policy {other}"),
    };
}

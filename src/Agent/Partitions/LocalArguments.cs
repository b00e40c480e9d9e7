using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.Probe;
using Levelset.Agent.State;
using Levelset.AgentV1;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Partitions;

/// <summary>Derives creation arguments from the last assignment, for requests made on this host.</summary>
internal sealed class LocalArguments(IMshvDevice device, CurrentHost host, ServiceState service)
{
    private readonly Catalogue catalogue = Catalogue.For(device.Architecture);

    /// <summary>The assignment that is in force, and what a partition is created with now.</summary>
    /// <exception cref="UsageException">The request is invalid; every fault is named.</exception>
    /// <exception cref="AgentException">It cannot be created now.</exception>
    public (V1.Assignment Assignment, CreationArguments Arguments) Prepare(CreatePartitionRequest request)
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
            Architecture = device.Architecture.ToWire(),
            Pool = assignment.Pool,
            Generation = assignment.Generation,
        };
    }

    private static ulong Isolation(ulong value)
    {
        UsageException.ThrowIfAny(value < KernelRules.Strictest.IsolationCount ? [] : [$"isolation {value} is not 0 (none) or 1 (snp)"]);
        return value;
    }

    private (V1.Assignment Assignment, FeatureSet Baseline) RequireBaseline()
    {
        if (service.Assignment is not { } assignment)
        {
            throw new AgentException("the service has not sent an assignment yet");
        }

        if (assignment.Pool.Length == 0)
        {
            throw new AgentException("this host is not in a pool");
        }

        if (assignment.Baseline.ToSet(device.Architecture) is { } baseline)
        {
            return (assignment, baseline);
        }

        var why = assignment.StateReason.Length > 0 ? $": {assignment.StateReason}" : string.Empty;
        throw new AgentException($"{assignment.Pool} has no baseline for this host{why}");
    }

    private FeatureSet Excluded(IReadOnlyList<string> names)
    {
        var faults = catalogue.ParseNames(names, out var excluded).ToList();
        faults.AddRange(excluded.Intersect(catalogue.MustStayEnabled).Bits()
            .Select(bit => $"{catalogue.NameOf(bit)} cannot be excluded: the hypervisor requires it"));
        UsageException.ThrowIfAny(faults);
        return excluded;
    }

    private CreationArguments Arguments(V1.Assignment assignment, FeatureSet baseline, PartitionRequest request)
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
            : throw new AgentException("this host does not offer all features of the partition: " + FeatureDifference.Describe(missing, [], catalogue));
    }

    private static ReservedBits ReservedBitsOf(V1.Assignment assignment) => assignment.ReservedBits switch
    {
        V1.PoolPolicy.Types.ReservedBits.Unspecified or V1.PoolPolicy.Types.ReservedBits.HypervisorDefault =>
            ReservedBits.HypervisorDefault,
        V1.PoolPolicy.Types.ReservedBits.Disable => ReservedBits.Disable,
        var other => throw new AgentException($"{assignment.Pool}: unsupported reserved-bit policy {other}"),
    };
}

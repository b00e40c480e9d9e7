using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Primitives;
using Policy = Levelset.V1.PoolPolicy;
using Types = Levelset.V1.PoolPolicy.Types;

namespace Levelset.Api.Web.Pools;

/// <summary>A policy as the fields of a form, whether they come in an address or in a body.</summary>
public sealed class PolicyFields
{
    private static readonly char[] Separators = [' ', ',', ';', '\r', '\n', '\t'];

    private PolicyFields(Policy wanted, Policy current)
    {
        Wanted = wanted;
        Paths =
        [
            .. new (string Path, bool Differs)[]
            {
                ("join", wanted.Join != current.Join),
                ("drift", wanted.Drift != current.Drift),
                ("raise", wanted.Raise != current.Raise),
                ("reserved_bits", wanted.ReservedBits != current.ReservedBits),
                ("excluded_features", !Same(wanted.ExcludedFeatures, current.ExcludedFeatures)),
                ("floor_features", !Same(wanted.FloorFeatures, current.FloorFeatures)),
            }.Where(one => one.Differs).Select(one => one.Path),
        ];
    }

    /// <summary>The policy that the fields say.</summary>
    public Policy Wanted { get; }

    /// <summary>The fields that differ from the pool's policy, as paths of an update mask.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The update mask; null = no field differs.</summary>
    public FieldMask? Mask => Paths.Count == 0 ? null : new FieldMask { Paths = { Paths } };

    /// <summary>Reads fields; one that is not given stays as the pool has it.</summary>
    public static PolicyFields Read(IEnumerable<KeyValuePair<string, StringValues>> fields, Policy current)
    {
        var given = fields.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var wanted = new Policy
        {
            Join = Choice("join", current.Join),
            Drift = Choice("drift", current.Drift),
            Raise = Choice("raise", current.Raise),
            ReservedBits = Choice("reserved", current.ReservedBits),
        };
        wanted.ExcludedFeatures.AddRange(Names("excluded", current.ExcludedFeatures));
        wanted.FloorFeatures.AddRange(Names("floor", current.FloorFeatures));
        return new PolicyFields(wanted, current);

        T Choice<T>(string field, T unset)
            where T : struct, System.Enum =>
            given.TryGetValue(field, out var text) && System.Enum.TryParse<T>(text, out var value) && System.Enum.IsDefined(value) ? value : unset;

        IEnumerable<string> Names(string field, IEnumerable<string> unset) =>
            given.TryGetValue(field, out var text) ? Split(text) : unset;
    }

    /// <summary>The names in a field, however they are separated.</summary>
    public static IEnumerable<string> Split(StringValues text) =>
        text.SelectMany(one => (one ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal);

    private static bool Same(IEnumerable<string> left, IEnumerable<string> right) => left.ToHashSet(StringComparer.Ordinal).SetEquals(right);

    /// <summary>What a policy for hosts that join may be, in words.</summary>
    public static IReadOnlyList<(Types.Join Value, string Text)> Joins { get; } =
    [
        (Types.Join.LevelDown, "lower the baseline to match the host"), (Types.Join.Reject, "refuse the host"),
    ];

    /// <summary>What a policy for members that lose features may be, in words.</summary>
    public static IReadOnlyList<(Types.Drift Value, string Text)> Drifts { get; } =
    [
        (Types.Drift.Quarantine, "quarantine the host"), (Types.Drift.LevelDown, "lower the baseline to match the host"),
    ];

    /// <summary>What a policy for members that could offer more may be, in words.</summary>
    public static IReadOnlyList<(Types.Raise Value, string Text)> Raises { get; } =
    [
        (Types.Raise.Manual, "wait until an operator raises the baseline"), (Types.Raise.Automatic, "raise the baseline automatically"),
    ];

    /// <summary>What a policy for bits without a public meaning may be, in words.</summary>
    public static IReadOnlyList<(Types.ReservedBits Value, string Text)> Reserved { get; } =
    [
        (Types.ReservedBits.HypervisorDefault, "hypervisor default"), (Types.ReservedBits.Disable, "disable"),
    ];
}

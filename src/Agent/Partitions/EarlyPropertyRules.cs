using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Partitions;

/// <summary>Which early properties may be set on this host.</summary>
/// <param name="Architecture">Of the host.</param>
/// <param name="AssignableSynthetic">The synthetic features that a partition may have; null where not reported.</param>
internal sealed record EarlyPropertyRules(Architecture Architecture, ulong? AssignableSynthetic)
{
    /// <summary>Every fault; a synthetic feature that is not assignable is named by its bit.</summary>
    public ImmutableArray<string> Validate(IReadOnlyList<EarlyProperty> properties)
    {
        var faults = EarlyPropertyKind.Validate(properties, Architecture).ToBuilder();
        if (AssignableSynthetic is { } assignable)
        {
            faults.AddRange(properties
                .Where(property => property.Code == EarlyPropertyKind.SyntheticProcFeatures)
                .SelectMany(property => Outside(property.Value, assignable, "not assignable on this hypervisor")));
        }

        return faults.ToImmutable();
    }

    /// <summary>
    /// The assignment's, then the request's. A request may remove synthetic features of the pool; no other property that the pool
    /// sets can be changed.
    /// </summary>
    /// <exception cref="UsageException">The request contradicts the assignment, or is faulty in itself.</exception>
    public ImmutableArray<EarlyProperty> Merge(IReadOnlyList<EarlyProperty> assigned, IReadOnlyList<EarlyProperty> requested)
    {
        var faults = Validate(requested).ToList();
        foreach (var (code, value) in requested)
        {
            if (assigned.Where(property => property.Code == code).Select(property => (ulong?)property.Value).FirstOrDefault() is not { } pool)
            {
                continue;
            }

            if (code == EarlyPropertyKind.SyntheticProcFeatures)
            {
                faults.AddRange(Outside(value, pool, "not enabled in the pool"));
            }
            else if (value != pool)
            {
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{EarlyPropertyKind.NameOf(code)}: the pool sets it to 0x{pool:x}, not to 0x{value:x}"));
            }
        }

        UsageException.ThrowIfAny(faults);
        return [.. assigned.Where(property => requested.All(other => other.Code != property.Code)), .. requested];
    }

    private static IEnumerable<string> Outside(ulong value, ulong allowed, string why)
    {
        for (var rest = value & ~allowed; rest != 0; rest &= rest - 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"synthetic feature bit {BitOperations.TrailingZeroCount(rest)}: {why}");
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Partitions;

/// <summary>What this host lets be set early.</summary>
/// <param name="Architecture">Whose properties.</param>
/// <param name="AssignableSynthetic">Which synthetic features a partition may be given; null where the host does not tell.</param>
internal sealed record EarlyPropertyRules(Architecture Architecture, ulong? AssignableSynthetic)
{
    /// <summary>Every fault, each synthetic feature beyond what may be assigned by its bit.</summary>
    public ImmutableArray<string> Validate(IReadOnlyList<EarlyProperty> properties)
    {
        var faults = EarlyPropertyKind.Validate(properties, Architecture).ToBuilder();
        if (AssignableSynthetic is { } assignable)
        {
            faults.AddRange(properties
                .Where(property => property.Code == EarlyPropertyKind.SyntheticProcFeatures)
                .SelectMany(property => Outside(property.Value, assignable, "the hypervisor lets no partition have it")));
        }

        return faults.ToImmutable();
    }

    /// <summary>
    /// The assignment's, then the request's. Of the synthetic features a request may take some of the pool's away; nothing else
    /// that the pool sets can be set otherwise.
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
                faults.AddRange(Outside(value, pool, "the pool does not give it"));
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

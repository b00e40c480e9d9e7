using System.Collections.Immutable;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.LiveMigration;

/// <summary>What a caller waives, before it is known of which partition.</summary>
/// <param name="Features">Features by name with the words of the caller.</param>
/// <param name="Pool">Why the rule of another pool's baseline does not apply; "" = it does.</param>
/// <param name="Field">Where the request says it, as a prefix of field names.</param>
internal sealed record WaiverRequest(IReadOnlyList<V1.FeatureWaiver> Features, string Pool, string Field)
{
    private const int Max = 100;
    private const int ReasonLength = 500;

    /// <summary>Nothing is waived.</summary>
    public static WaiverRequest None { get; } = new([], "", "");

    /// <summary>Checks all that can be checked without the partition.</summary>
    public static WaiverRequest Parse(IReadOnlyList<V1.FeatureWaiver> features, string pool, string field, ValidationErrors errors)
    {
        if (features.Count == 0 && pool.Length == 0)
        {
            return None;
        }

        if (features.Count > Max)
        {
            errors.Add($"{field}waivers", Reasons.FieldInvalid, $"{features.Count} waivers; at most {Max}");
        }

        for (var i = 0; i < Math.Min(features.Count, Max); i++)
        {
            if (string.IsNullOrWhiteSpace(features[i].Reason))
            {
                errors.Add($"{field}waivers[{i}].reason", Reasons.FieldInvalid, "is empty; give a reason, which is recorded");
            }

            PlainText.Check(features[i].Reason, ReasonLength, $"{field}waivers[{i}].reason", errors);
        }

        PlainText.Check(pool, ReasonLength, $"{field}pool_waiver", errors);
        return new WaiverRequest(features, pool, field);
    }

    /// <summary>The features, with the words for each.</summary>
    /// <exception cref="ServiceException">A name is unknown or given twice.</exception>
    public IReadOnlyDictionary<FeatureBit, string> Resolve(Architecture architecture)
    {
        if (Features.Count == 0)
        {
            return ImmutableDictionary<FeatureBit, string>.Empty;
        }

        var errors = new ValidationErrors();
        var catalogue = Catalogue.For(architecture);
        var found = new Dictionary<FeatureBit, string>();
        for (var i = 0; i < Features.Count; i++)
        {
            var field = $"{Field}waivers[{i}].feature";
            var unknown = catalogue.ParseNames([Features[i].Feature], out var set);
            foreach (var fault in unknown)
            {
                errors.Add(field, Reasons.FeatureUnknown, fault);
            }

            if (set.Bits().Any(bit => !found.TryAdd(bit, Features[i].Reason)))
            {
                errors.Add(field, Reasons.FieldInvalid, $"{Features[i].Feature} is waived twice");
            }
        }

        errors.ThrowIfAny();
        return found;
    }
}

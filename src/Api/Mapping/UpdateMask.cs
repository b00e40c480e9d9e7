using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;

namespace Levelset.Api.Mapping;

/// <summary>Which fields an update changes.</summary>
internal sealed record UpdateMask(IReadOnlySet<string> Paths)
{
    public bool Has(string path) => Paths.Contains(path);

    /// <summary>Reads a mask; "*" means every field that can be changed.</summary>
    public static UpdateMask Read(FieldMask? mask, IReadOnlyList<string> allowed, ValidationErrors errors)
    {
        if (mask is null || mask.Paths.Count == 0)
        {
            errors.Add("update_mask", Reasons.UpdateMaskInvalid, $"is empty; expected one or more of {string.Join(", ", allowed)}");
            return new UpdateMask(new HashSet<string>());
        }

        foreach (var path in mask.Paths.Where(path => path != "*" && !allowed.Contains(path)))
        {
            errors.Add("update_mask", Reasons.UpdateMaskInvalid, $"'{path}' cannot be changed; expected {string.Join(", ", allowed)}");
        }

        return new UpdateMask(mask.Paths.Contains("*") ? allowed.ToHashSet() : mask.Paths.ToHashSet());
    }
}

using System.Globalization;
using System.Numerics;
using Levelset.Api.Errors;

namespace Levelset.Api.Web;

/// <summary>
/// Reads numbers from the query of an address. Pages take each value as text and read it themselves: the framework answers with
/// an internal error to what is no number.
/// </summary>
internal static class QueryNumber
{
    /// <summary>The number; null = not given, or an empty field of a form.</summary>
    /// <exception cref="ServiceException">It is not a whole number of at least 0 that fits the type.</exception>
    public static T? Read<T>(string? text, string name)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var errors = new ValidationErrors();
        if (!T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            errors.Add(name, Reasons.FieldInvalid, $"'{text}' is not a whole number from 0 to {T.MaxValue}");
        }

        errors.ThrowIfAny();
        return number;
    }
}

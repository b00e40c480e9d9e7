using System.Globalization;
using Levelset.Api.Errors;

namespace Levelset.Api.Mapping;

/// <summary>Etags are row versions.</summary>
internal static class Etag
{
    public static string Of(uint version) => string.Create(CultureInfo.InvariantCulture, $"\"{version:x}\"");

    public static void Require(string given, uint version, string name)
    {
        if (given.Length > 0 && given != Of(version))
        {
            throw ApiErrors.StaleEtag(name, given, Of(version));
        }
    }
}

using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Data;
using Levelset.Api.Errors;

namespace Levelset.Api.Mapping;

/// <summary>Reads an instant that a caller sent.</summary>
internal static class TimeReader
{
    // 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    private const long First = -62_135_596_800;
    private const long Last = 253_402_300_799;

    /// <summary>The instant in whole microseconds; null where there is none. A fault is noted.</summary>
    public static DateTimeOffset? Read(Timestamp? time, string field, ValidationErrors errors)
    {
        if (time is null)
        {
            return null;
        }

        if (time.Seconds is >= First and <= Last && time.Nanos is >= 0 and <= 999_999_999)
        {
            return time.ToDateTimeOffset().ToStored();
        }

        errors.Add(
            field,
            Reasons.FieldInvalid,
            $"{time.Seconds} s and {time.Nanos} ns is not a valid time; expected years 1 to 9999, and 0 to 999999999 ns");
        return null;
    }
}

using System.Globalization;
using Levelset.Api.Data;

namespace Levelset.Api.Activities;

/// <summary>Where an activity stands in the listing: by time, and by id where times are equal.</summary>
internal readonly record struct ActivityKey(DateTimeOffset Time, long Id)
{
    /// <summary>The key of an activity, as a page token has it.</summary>
    public static string Print(ActivityRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Time.UtcTicks}/{row.Id}");

    /// <summary>Reads what a token says; null where it does not say that.</summary>
    public static ActivityKey? TryParse(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.Ticks
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new ActivityKey(new DateTimeOffset(ticks, TimeSpan.Zero), id)
                : null;
    }
}

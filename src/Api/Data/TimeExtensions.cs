namespace Levelset.Api.Data;

/// <summary>Time as the database keeps it.</summary>
internal static class TimeExtensions
{
    /// <summary>Now, in whole microseconds: what is answered is what will be read back.</summary>
    public static DateTimeOffset GetStoredNow(this TimeProvider time) => ToStored(time.GetUtcNow());

    /// <summary>An instant in UTC and whole microseconds.</summary>
    public static DateTimeOffset ToStored(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

namespace Levelset.Mshv.Linux;

/// <summary>The kernel's clocks. .NET has only the one that stops while the machine sleeps.</summary>
public static unsafe class SystemClocks
{
    /// <summary>How long the machine has slept since it was started, to the time that it takes to read two clocks.</summary>
    public static TimeSpan Suspended() => Read(LibC.CLOCK_BOOTTIME) - Read(LibC.CLOCK_MONOTONIC);

    private static TimeSpan Read(int clock)
    {
        // SAFETY: the struct is a local of this frame, and the kernel writes its 16 bytes.
        var value = default(timespec);
        return LibC.clock_gettime(clock, &value) == 0
            ? TimeSpan.FromSeconds(value.tv_sec) + TimeSpan.FromTicks(value.tv_nsec / TimeSpan.NanosecondsPerTick)
            : throw new SystemCallException("clock_gettime", LibC.LastErrno);
    }
}

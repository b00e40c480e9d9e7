namespace Levelset.Mshv.Linux;

/// <summary>A system call failed.</summary>
/// <param name="call">Its name, and what it was about, such as "fsync /var/lib/x".</param>
/// <param name="errno">Why.</param>
public sealed class SystemCallException(string call, Errno errno) : IOException($"{call}: {errno}")
{
    public Errno Errno => errno;
}

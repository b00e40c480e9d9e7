using System.Globalization;

namespace Levelset.Mshv.Linux;

/// <summary>An error number of Linux (asm-generic: the same on x86_64 and arm64).</summary>
/// <param name="Number">The number, such as 22.</param>
public readonly record struct Errno(int Number)
{
    /// <summary>The kernel said that all is well; what is wrong is its answer.</summary>
    public static readonly Errno Success = new(0);

    public static readonly Errno EPERM = new(1);
    public static readonly Errno ENOENT = new(2);
    public static readonly Errno EINTR = new(4);
    public static readonly Errno EIO = new(5);
    public static readonly Errno ENXIO = new(6);
    public static readonly Errno EBADF = new(9);
    public static readonly Errno EAGAIN = new(11);
    public static readonly Errno ENOMEM = new(12);
    public static readonly Errno EACCES = new(13);
    public static readonly Errno EFAULT = new(14);
    public static readonly Errno EBUSY = new(16);
    public static readonly Errno EEXIST = new(17);
    public static readonly Errno ENODEV = new(19);
    public static readonly Errno EINVAL = new(22);
    public static readonly Errno ENFILE = new(23);
    public static readonly Errno EMFILE = new(24);
    public static readonly Errno ENOTTY = new(25);
    public static readonly Errno EBADFD = new(77);
    public static readonly Errno EOPNOTSUPP = new(95);

    /// <summary>The symbolic name, such as "EINVAL"; "errno 133" where this list has none.</summary>
    public string Name => Number switch
    {
        0 => "success",
        1 => nameof(EPERM),
        2 => nameof(ENOENT),
        4 => nameof(EINTR),
        5 => nameof(EIO),
        6 => nameof(ENXIO),
        9 => nameof(EBADF),
        11 => nameof(EAGAIN),
        12 => nameof(ENOMEM),
        13 => nameof(EACCES),
        14 => nameof(EFAULT),
        16 => nameof(EBUSY),
        17 => nameof(EEXIST),
        19 => nameof(ENODEV),
        22 => nameof(EINVAL),
        23 => nameof(ENFILE),
        24 => nameof(EMFILE),
        25 => nameof(ENOTTY),
        77 => nameof(EBADFD),
        95 => nameof(EOPNOTSUPP),
        _ => string.Create(CultureInfo.InvariantCulture, $"errno {Number}"),
    };

    /// <summary>Finds a number by its symbolic name.</summary>
    public static bool TryParse(string name, out Errno errno)
    {
        errno = Enumerable.Range(1, 133).Select(number => new Errno(number)).FirstOrDefault(candidate => candidate.Name == name);
        return errno != default;
    }

    /// <summary>"EINVAL (22)".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Number})");
}

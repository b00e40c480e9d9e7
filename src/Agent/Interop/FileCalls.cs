using System.Runtime.InteropServices;

namespace Levelset.Agent.Interop;

/// <summary>What the class library lacks for files that must survive a crash, and for directories that must be nobody else's.</summary>
internal static unsafe class FileCalls
{
    private const int O_RDONLY = 0;

    /// <summary>The effective user id of this process.</summary>
    public static uint EffectiveUid => LibC.geteuid();

    /// <summary>The owner of a file or directory.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    public static uint OwnerOf(string path)
    {
        // SAFETY: the struct is a local of this frame, and as large as the kernel's.
        var status = default(statx);
        return LibC.statx(LibC.AT_FDCWD, path, flags: 0, LibC.STATX_UID, &status) == 0
            ? status.stx_uid
            : throw Failed($"statx {path}", Marshal.GetLastPInvokeError());
    }

    /// <summary>Makes a directory's entries durable.</summary>
    /// <exception cref="IOException">The kernel could not.</exception>
    public static void SyncDirectory(string path)
    {
        var descriptor = LibC.open(path, O_RDONLY | LibC.O_CLOEXEC);
        if (descriptor < 0)
        {
            throw Failed($"open {path}", Marshal.GetLastPInvokeError());
        }

        try
        {
            if (LibC.fsync(descriptor) != 0)
            {
                throw Failed($"fsync {path}", Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = LibC.close(descriptor);
        }
    }

    private static IOException Failed(string call, int errno) => new($"{call}: {new Errno(errno)}");
}

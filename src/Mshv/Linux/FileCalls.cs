using System.Runtime.InteropServices;

namespace Levelset.Mshv.Linux;

/// <summary>Calls on files and directories that .NET lacks: owners, and making directory entries durable.</summary>
public static unsafe class FileCalls
{
    private const int O_RDONLY = 0;

    /// <summary>The effective user id of this process.</summary>
    public static uint EffectiveUid => LibC.geteuid();

    /// <summary>The owner of a file or directory.</summary>
    /// <exception cref="SystemCallException">statx failed.</exception>
    public static uint OwnerOf(string path)
    {
        // SAFETY: the struct is a local of this frame, and as large as the kernel's.
        var status = default(statx);
        return LibC.statx(LibC.AT_FDCWD, path, flags: 0, LibC.STATX_UID, &status) == 0
            ? status.stx_uid
            : throw new SystemCallException($"statx {path}", LibC.LastErrno);
    }

    /// <summary>Makes a directory's entries durable.</summary>
    /// <exception cref="SystemCallException">fsync failed.</exception>
    public static void SyncDirectory(string path)
    {
        var descriptor = LibC.open(path, O_RDONLY | LibC.O_CLOEXEC);
        if (descriptor < 0)
        {
            throw new SystemCallException($"open {path}", LibC.LastErrno);
        }

        try
        {
            if (LibC.fsync(descriptor) != 0)
            {
                throw new SystemCallException($"fsync {path}", LibC.LastErrno);
            }
        }
        finally
        {
            _ = LibC.close(descriptor);
        }
    }
}

using System.Net.Sockets;

namespace Levelset.Agent.Sockets;

/// <summary>
/// The path of one of the agent's Unix sockets, with a lock file beside it: a socket that an earlier agent left behind is
/// replaced, one that is in use never is.
/// </summary>
internal sealed class AgentSocket : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode ForAll = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode DirectoryForAll = OwnerDirectory
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private readonly FileStream lockFile;
    private readonly UnixFileMode mode;

    private AgentSocket(string path, FileStream lockFile, UnixFileMode mode)
    {
        Path = path;
        this.lockFile = lockFile;
        this.mode = mode;
    }

    /// <summary>Where it is, in full.</summary>
    public string Path { get; }

    /// <summary>Locks a path. A missing directory is created, for the owner only.</summary>
    /// <exception cref="AgentException">The socket is in use, or its directory is unsafe.</exception>
    public static AgentSocket Acquire(string path) => Acquire(path, OwnerOnly, OwnerDirectory);

    /// <summary>
    /// Locks a path for a socket that every user may connect to, in a directory that only the owner may write to. What a client may
    /// do is decided by its uid.
    /// </summary>
    /// <exception cref="AgentException">The socket is in use, or its directory is unsafe.</exception>
    public static AgentSocket AcquireForAll(string path) => Acquire(path, ForAll, DirectoryForAll);

    private static AgentSocket Acquire(string path, UnixFileMode mode, UnixFileMode directoryMode)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            PrepareDirectory(System.IO.Path.GetDirectoryName(full)!, directoryMode);
            var lockFile = Lock(full);
            try
            {
                RemoveStale(full);
            }
            catch
            {
                lockFile.Dispose();
                throw;
            }

            return new AgentSocket(full, lockFile, mode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"{full}: {exception.Message}");
        }
    }

    /// <summary>Binds the socket. Its mode is set before it listens, so before anybody can connect.</summary>
    public Socket Bind()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        File.SetUnixFileMode(Path, mode);
        return socket;
    }

    /// <summary>Removes the socket and releases the lock. The lock file stays, because removing it would race with the next agent.</summary>
    public void Dispose()
    {
        File.Delete(Path);
        lockFile.Dispose();
    }

    private static void PrepareDirectory(string directory, UnixFileMode mode)
    {
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, mode);

            // The umask may have removed permissions.
            File.SetUnixFileMode(directory, mode);
        }
        else if ((File.GetUnixFileMode(directory) & WritableByOthers) != 0)
        {
            throw new AgentException($"{directory}: other users may write to it and could replace the socket; use a directory of mode 0700");
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = OwnerOnly,
            });
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new AgentException($"{path}: another agent runs here ({exception.Message})");
        }
    }

    private static void RemoveStale(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Length > 0)
        {
            throw new AgentException($"{path}: is a file, not a socket");
        }

        if (file.Exists && IsLive(path))
        {
            throw new AgentException($"{path}: another program listens here");
        }

        file.Delete();
    }

    private static bool IsLive(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

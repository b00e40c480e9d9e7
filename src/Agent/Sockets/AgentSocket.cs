using System.Net.Sockets;

namespace Levelset.Agent.Sockets;

/// <summary>
/// The agent's claim on one of its Unix sockets: a lock beside it says whether an agent lives, so that a socket left behind can be
/// replaced without ever taking a live one's place.
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

    /// <summary>Claims a path; its directory is made, for the owner only, where it is missing.</summary>
    /// <exception cref="AgentException">Another agent lives there, or the place is not fit for it.</exception>
    public static AgentSocket Acquire(string path) => Acquire(path, OwnerOnly, OwnerDirectory);

    /// <summary>
    /// Claims a path for a socket that every user may connect to, in a directory that only the owner may write to: whoever
    /// connects is judged by who they are.
    /// </summary>
    /// <exception cref="AgentException">Another agent lives there, or the place is not fit for it.</exception>
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

    /// <summary>Binds it. Nobody can connect before it listens, and by then its mode is right.</summary>
    public Socket Bind()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        File.SetUnixFileMode(Path, mode);
        return socket;
    }

    /// <summary>Removes the socket and gives up the claim. The lock's file stays: removing it would race with the next agent.</summary>
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

            // The umask may have taken what others need.
            File.SetUnixFileMode(directory, mode);
        }
        else if ((File.GetUnixFileMode(directory) & WritableByOthers) != 0)
        {
            throw new AgentException($"{directory}: others may write to it and could put their own socket there; use a directory of mode 0700");
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

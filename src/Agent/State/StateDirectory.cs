using Levelset.Mshv.Linux;

namespace Levelset.Agent.State;

/// <summary>
/// The directory of this agent's state: one for each host id below the state directory, mode 0700, with a lock so that two agents
/// can never write the same files.
/// </summary>
internal sealed class StateDirectory : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const string LockName = "lock";
    private readonly FileStream lockFile;

    private StateDirectory(string path, FileStream lockFile)
    {
        Path = path;
        this.lockFile = lockFile;
    }

    /// <summary>Where it is, in full.</summary>
    public string Path { get; }

    /// <summary>Locks the directory of a host. Missing directories are created, for the owner only.</summary>
    /// <param name="root">The state directory of all agents of this user.</param>
    /// <param name="hostId">A valid host id, which is also a valid file name.</param>
    /// <exception cref="AgentException">Another agent uses it, or it is unsafe.</exception>
    public static StateDirectory Acquire(string root, string hostId)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(root), hostId);
        try
        {
            Prepare(System.IO.Path.GetDirectoryName(path)!);
            Prepare(path);

            // A directory that a user created may be readable by others, who must not read the state.
            File.SetUnixFileMode(path, OwnerDirectory);
            return new StateDirectory(path, Lock(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"--state-dir (LEVELSET_AGENT_STATE): {path}: {exception.Message}");
        }
    }

    /// <summary>A path in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Releases the lock. The lock file stays, because removing it would race with the next agent.</summary>
    public void Dispose() => lockFile.Dispose();

    private static void Prepare(string directory)
    {
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, OwnerDirectory);
            return;
        }

        if ((File.GetUnixFileMode(directory) & WritableByOthers) != 0)
        {
            throw new AgentException(
                $"--state-dir (LEVELSET_AGENT_STATE): {directory}: other users may write to it and could replace its files; "
                + "use a directory of mode 0700");
        }

        if (FileCalls.OwnerOf(directory) is var owner && owner != FileCalls.EffectiveUid)
        {
            throw new AgentException(
                $"--state-dir (LEVELSET_AGENT_STATE): {directory}: belongs to uid {owner}, but this agent runs as uid {FileCalls.EffectiveUid}");
        }
    }

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        try
        {
            return new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = OwnerFile,
            });
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new AgentException($"{path}: another agent uses this directory ({exception.Message}); use another host id");
        }
    }
}

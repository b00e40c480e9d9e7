using System.Globalization;
using Google.Protobuf;
using Levelset.Mshv.Linux;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.State;

/// <summary>
/// One file of the state directory, written atomically as a whole and verified by a checksum when it is read. A damaged file, or a
/// directory in its place, is renamed and ignored.
/// </summary>
/// <typeparam name="T">Its content.</typeparam>
internal sealed class StateFile<T>(StateDirectory directory, string name, MessageParser<T> parser, TimeProvider time, ILogger logger)
    where T : class, IMessage<T>
{
    private readonly string path = directory[name];

    /// <summary>The last saved content; null when there is none, or it is damaged.</summary>
    public T? Load()
    {
        string fault;
        try
        {
            fault = StateFrame.TryOpen(File.ReadAllBytes(path), out var payload);
            if (fault.Length == 0)
            {
                return parser.ParseFrom(payload);
            }
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (InvalidProtocolBufferException exception)
        {
            fault = $"its checksum is valid, but it is not a {typeof(T).Name}: {exception.Message}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = Directory.Exists(path) ? "it is a directory" : exception.Message;
        }

        SetAside(path, fault);
        return null;
    }

    /// <summary>Replaces the content. When this returns, it survives a loss of power.</summary>
    /// <exception cref="AgentException">It could not be written; the old content stays.</exception>
    public void Save(T message)
    {
        var temporary = path + ".tmp";
        if (Directory.Exists(temporary))
        {
            SetAside(temporary, "it is a directory");
        }

        try
        {
            Write(temporary, StateFrame.Seal(message.ToByteArray()));
            File.Move(temporary, path, overwrite: true);
            FileCalls.SyncDirectory(directory.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"{path}: cannot be written: {exception.Message}");
        }
    }

    private static void Write(string path, byte[] content)
    {
        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    private void SetAside(string damaged, string fault)
    {
        var aside = $"{damaged}.damaged-{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        for (var i = 1; Path.Exists(aside); i++)
        {
            aside = $"{aside.Split('+')[0]}+{i}";
        }

        try
        {
            // A directory in place of the file would otherwise stop every save for ever.
            Action<string, string> move = Directory.Exists(damaged) ? Directory.Move : File.Move;
            move(damaged, aside);
            logger.StateDamaged(damaged, fault, aside);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.StateDamaged(damaged, fault, $"{damaged} ({exception.Message})");
        }
    }
}

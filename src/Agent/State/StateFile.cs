using System.Globalization;
using Google.Protobuf;
using Levelset.Mshv.Linux;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.State;

/// <summary>
/// One file of the state directory. Written whole and atomically; read only when every byte is vouched for. A file that is not
/// is set aside under another name: never fatal, and never believed.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
internal sealed class StateFile<T>(StateDirectory directory, string name, MessageParser<T> parser, TimeProvider time, ILogger logger)
    where T : class, IMessage<T>
{
    private readonly string path = directory[name];

    /// <summary>What was written last; null when there is nothing, or it was damaged.</summary>
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
            fault = $"its checksum is right, but it is no {typeof(T).Name}: {exception.Message}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = exception.Message;
        }

        SetAside(fault);
        return null;
    }

    /// <summary>Replaces what the file holds. When this returns, it survives a loss of power.</summary>
    /// <exception cref="AgentException">It could not be written; the file holds what it held before.</exception>
    public void Save(T message)
    {
        var temporary = path + ".tmp";
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

    private void SetAside(string fault)
    {
        var aside = $"{path}.damaged-{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        for (var i = 1; File.Exists(aside); i++)
        {
            aside = $"{aside.Split('+')[0]}+{i}";
        }

        try
        {
            File.Move(path, aside);
            logger.StateDamaged(path, fault, aside);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.StateDamaged(path, fault, $"{path} ({exception.Message})");
        }
    }
}

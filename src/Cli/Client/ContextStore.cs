using Levelset.Cli.Errors;
using Levelset.Cli.Output;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Levelset.Cli.Client;

/// <summary>$XDG_CONFIG_HOME/levelset/config.yaml: only its owner can read it; a change replaces the whole file.</summary>
/// <param name="path">The path of the file.</param>
internal sealed class ContextStore(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode GroupAndOthers = (UnixFileMode)0b000_111_111;

    public string Path => path;

    /// <summary>The file of the current user.</summary>
    public static ContextStore Find()
    {
        var home = EnvironmentVariable.Read("XDG_CONFIG_HOME")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return new ContextStore(System.IO.Path.Combine(home, "levelset", "config.yaml"));
    }

    /// <summary>The content; empty if there is no file.</summary>
    /// <exception cref="UsageException">It cannot be read or is invalid.</exception>
    public ContextFile Read()
    {
        try
        {
            if (!File.Exists(path))
            {
                return new ContextFile();
            }

            var file = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
                .Deserialize<ContextFile?>(File.ReadAllText(path)) ?? new ContextFile();
            UsageException.ThrowIfAny([.. Validate(file)]);
            return file;
        }
        catch (YamlException error)
        {
            throw new UsageException($"{path}:{error.Start.Line}: {(error.InnerException ?? error).Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read {path}: {error.Message}");
        }
    }

    /// <summary>Whether it contains a token and other users can read it.</summary>
    public bool IsExposed(ContextFile file) =>
        file.Contexts.Values.Any(context => context.Token is not null)
        && File.Exists(path)
        && (File.GetUnixFileMode(path) & GroupAndOthers) != 0;

    /// <exception cref="UsageException">It cannot be written.</exception>
    public void Write(ContextFile file)
    {
        var text = new SerializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance)
            .WithQuotingNecessaryStrings()
            .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull)
            .Build()
            .Serialize(file);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new UsageException($"cannot write {path}: {error.Message}");
        }
    }

    private IEnumerable<string> Validate(ContextFile file)
    {
        file.Contexts ??= new(StringComparer.Ordinal);
        foreach (var (name, context) in file.Contexts)
        {
            if (context is null || ServiceAddress.Validate(context.Service) is not null)
            {
                yield return $"{path}: contexts.{name}.service: {ServiceAddress.Validate(context?.Service ?? "")}";
            }
        }

        if (file.Current is { Length: > 0 } current && !file.Contexts.ContainsKey(current))
        {
            yield return $"{path}: current: context '{current}' not found";
        }
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Levelset.Cli.Client;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;

namespace Levelset.Cli.Contexts;

/// <summary>"context": the services that this user works with.</summary>
internal static class ContextCommands
{
    /// <summary>The commands.</summary>
    public static Command Create(CommandBuilder commands) =>
        CommandBuilder.Group("context", "Services by name, each with its credentials.", List(commands), Use(commands), Set(commands), Remove(commands));

    private static Command List(CommandBuilder commands) => commands.Create("list", "Lists the contexts; tokens are not shown.", [], run =>
    {
        var file = ContextStore.Find().Read();
        run.Printer.Print(new CommandOutput(
            () => new JsonArray([.. file.Contexts.Select(context => Tree(context.Key, context.Value, file))]),
            view => view.Table(
                ["CURRENT", "NAME", "SERVICE", "TOKEN", "TRUSTS"],
                file.Contexts.Select(context => new Cell[]
                {
                    context.Key == file.Current ? "*" : "",
                    context.Key,
                    context.Value.Service,
                    context.Value.TokenFile ?? (context.Value.Token is null ? "none" : "stored"),
                    context.Value.CaFile ?? "the machine's authorities",
                }),
                "no contexts; make one with: levelset context set NAME --service URL")));
        return Task.FromResult(ExitCode.Ok);
    });

    private static Command Use(CommandBuilder commands)
    {
        var name = NameCompletions.Contexts(new Argument<string>("NAME") { Description = "The context." });
        return commands.Create("use", "Makes a context the current one.", [name], run => ChangeAsync(run, file =>
        {
            Require(file, run.Result.GetValue(name)!);
            file.Current = run.Result.GetValue(name);
        }));
    }

    private static Command Set(CommandBuilder commands)
    {
        var name = NameCompletions.Contexts(new Argument<string>("NAME") { Description = "The context: letters, digits, '-', '_' and '.'." });
        var token = new Option<string?>("--token") { Description = "\"-\": read the bearer token from standard input and store it.", HelpName = "-" };
        var caFile = new Option<string?>("--ca-file") { Description = "PEM of the authorities to trust instead of the machine's.", HelpName = "FILE" };
        return commands.Create(
            "set",
            "Makes a context or changes it: --service, --token-file (read at every call), --token. The first one becomes the current one.",
            [name, token, caFile],
            run => ChangeAsync(run, file =>
            {
                var key = run.Result.GetValue(name)!;
                var context = file.Contexts.TryGetValue(key, out var known) ? known : new ContextEntry();
                context.Service = run.Result.GetValue(commands.Globals.Service) ?? context.Service;
                context.CaFile = Absolute(run.Result.GetValue(caFile)) ?? context.CaFile;
                SetToken(context, run.Result.GetValue(token), Absolute(run.Result.GetValue(commands.Globals.TokenFile)));
                UsageException.ThrowIfAny([.. Errors(key, context)]);
                file.Contexts[key] = context;
                file.Current ??= key;
            }));
    }

    private static Command Remove(CommandBuilder commands)
    {
        var name = NameCompletions.Contexts(new Argument<string>("NAME") { Description = "The context." });
        return commands.Create("remove", "Removes a context.", [name], run => ChangeAsync(run, file =>
        {
            var key = run.Result.GetValue(name)!;
            Require(file, key);
            file.Contexts.Remove(key);
            file.Current = file.Current == key ? null : file.Current;
        }));
    }

    private static Task<int> ChangeAsync(Run run, Action<ContextFile> change)
    {
        var store = ContextStore.Find();
        var file = store.Read();
        change(file);
        store.Write(file);
        run.Error.WriteLine($"levelset: {store.Path}: {(file.Current is { } current ? $"the current context is {current}" : "no current context")}");
        return Task.FromResult(ExitCode.Ok);
    }

    private static void SetToken(ContextEntry context, string? token, string? tokenFile)
    {
        if (tokenFile is not null)
        {
            (context.TokenFile, context.Token) = (tokenFile, null);
        }

        // On the command line itself other users of the machine could see it.
        if (token is "-")
        {
            (context.TokenFile, context.Token) = (null, Console.In.ReadToEnd().Trim());
        }
        else if (token is not null)
        {
            throw new UsageException("--token: only '-' (standard input): a command line can be seen by other users of this machine");
        }
    }

    private static IEnumerable<string> Errors(string name, ContextEntry context)
    {
        if (name.Length == 0 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
        {
            yield return $"'{name}' is not a context's name: letters, digits, '-', '_' and '.'";
        }

        if (ServiceAddress.Validate(context.Service) is { } error)
        {
            yield return $"--service: {error}";
        }

        if (context.Token is { } token && !BearerToken.IsValid(token))
        {
            yield return "--token: standard input does not hold a bearer token: one word of printable ASCII";
        }
    }

    private static void Require(ContextFile file, string name)
    {
        if (!file.Contexts.ContainsKey(name))
        {
            throw new CliException([$"there is no context '{name}'; there are: {string.Join(", ", file.Contexts.Keys)}"], ExitCode.NotFound);
        }
    }

    private static string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path);

    private static JsonObject Tree(string name, ContextEntry context, ContextFile file) => new()
    {
        ["name"] = name,
        ["current"] = name == file.Current,
        ["service"] = context.Service,
        ["hasToken"] = context.Token is not null || context.TokenFile is not null,
        ["tokenFile"] = context.TokenFile,
        ["caFile"] = context.CaFile,
    };
}

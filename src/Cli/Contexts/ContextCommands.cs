using System.CommandLine;
using System.Text.Json.Nodes;
using Levelset.Cli.Client;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;

namespace Levelset.Cli.Contexts;

/// <summary>"context": named services with their credentials.</summary>
internal static class ContextCommands
{
    public static Command Create(CommandBuilder commands) =>
        CommandBuilder.Group("context", "Manage named services and their credentials.", List(commands), Use(commands), Set(commands), Remove(commands));

    private static Command List(CommandBuilder commands) => commands.Create("list", "List contexts, without their tokens.", [], run =>
    {
        var file = ContextStore.Find().Read();
        run.Printer.Print(new CommandOutput(
            () => new JsonArray([.. file.Contexts.Select(context => Tree(context.Key, context.Value, file))]),
            view => view.Table(
                ["CURRENT", "NAME", "SERVICE", "TOKEN", "CA FILE"],
                file.Contexts.Select(context => new Cell[]
                {
                    context.Key == file.Current ? "*" : "",
                    context.Key,
                    context.Value.Service,
                    context.Value.TokenFile ?? (context.Value.Token is null ? "none" : "stored"),
                    context.Value.CaFile ?? "system",
                }),
                "no contexts; create one with: levelset context set NAME --service URL")));
        return Task.FromResult(ExitCode.Ok);
    });

    private static Command Use(CommandBuilder commands)
    {
        var name = NameCompletions.Contexts(new Argument<string>("NAME") { Description = "Context name." });
        return commands.Create("use", "Switch to another context.", [name], run => ChangeAsync(run, file =>
        {
            Require(file, run.Result.GetValue(name)!);
            file.Current = run.Result.GetValue(name);
        }));
    }

    private static Command Set(CommandBuilder commands)
    {
        var name = NameCompletions.Contexts(new Argument<string>("NAME") { Description = "Context name: letters, digits, '-', '_' and '.'." });
        var token = new Option<string?>("--token") { Description = "Read the bearer token from standard input and store it.", HelpName = "-" };
        var caFile = new Option<string?>("--ca-file") { Description = "PEM file of the certificate authorities to trust instead of those of the system.", HelpName = "FILE" };
        return commands.Create(
            "set",
            "Create or change a context (--service, --token-file, --token, --ca-file). The first context becomes current.",
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
        var name = NameCompletions.Contexts(new Argument<string>("NAME") { Description = "Context name." });
        return commands.Create("remove", "Remove a context.", [name], run => ChangeAsync(run, file =>
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
        run.Error.WriteLine($"levelset: {store.Path}: {(file.Current is { } current ? $"current context: {current}" : "no current context")}");
        return Task.FromResult(ExitCode.Ok);
    }

    private static void SetToken(ContextEntry context, string? token, string? tokenFile)
    {
        if (tokenFile is not null)
        {
            (context.TokenFile, context.Token) = (tokenFile, null);
        }

        // Other users of the machine can see command lines.
        if (token is "-")
        {
            (context.TokenFile, context.Token) = (null, Console.In.ReadToEnd().Trim());
        }
        else if (token is not null)
        {
            throw new UsageException("--token: only '-' (standard input) is accepted, because other users can see command lines");
        }
    }

    private static IEnumerable<string> Errors(string name, ContextEntry context)
    {
        if (name.Length == 0 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
        {
            yield return ValueRules.Invalid("NAME", name, "letters, digits, '-', '_' and '.'");
        }

        if (ServiceAddress.Validate(context.Service) is { } error)
        {
            yield return $"--service: {error}";
        }

        if (context.Token is { } token && !BearerToken.IsValid(token))
        {
            yield return "--token: standard input does not contain a bearer token (one word of printable ASCII)";
        }
    }

    private static void Require(ContextFile file, string name)
    {
        if (!file.Contexts.ContainsKey(name))
        {
            throw new CliException([$"context '{name}' not found"], ExitCode.NotFound);
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

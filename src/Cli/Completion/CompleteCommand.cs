using System.CommandLine;
using System.CommandLine.Parsing;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Completion;

/// <summary>"complete": called by the scripts of "completion".</summary>
internal static class CompleteCommand
{
    /// <summary>Not listed in the help.</summary>
    /// <param name="root">The root of the command line to complete.</param>
    /// <param name="names">Completes names of resources.</param>
    public static Command Create(RootCommand root, NameCompletions names)
    {
        var words = new Argument<string[]>("WORD")
        {
            Description = "The words so far, without the program name; the last one is completed and may be empty.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("complete", "Print the completions of a command line.") { words };
        command.Hidden = true;
        command.SetAction(result =>
        {
            foreach (var completion in Complete(root, names, result.GetValue(words)!))
            {
                result.InvocationConfiguration.Output.WriteLine(completion);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The completions of the last word, sorted.</summary>
    public static IEnumerable<string> Complete(RootCommand root, NameCompletions names, IReadOnlyList<string> words)
    {
        var last = words.Count > 0 ? words[^1] : "";
        names.Word = last;
        return root.Parse(Prepare(root, [.. words.SkipLast(1)], last)).GetCompletions()
            .Select(completion => completion.InsertText ?? completion.Label)
            .Where(text => text.StartsWith(last, StringComparison.Ordinal))
            .Where(text => text[0] != '/' && (last.StartsWith('-') || text[0] != '-'))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    // The parser completes an option from its first letters. It completes the value of an option only if the value is missing, and
    // any other word only if an empty word stands in its place.
    private static string[] Prepare(RootCommand root, string[] before, string last) =>
        last.StartsWith('-') ? [.. before, last]
        : before.Length > 0 && AwaitsValue(root.Parse(before), before[^1]) ? before
        : [.. before, ""];

    private static bool AwaitsValue(ParseResult line, string word)
    {
        for (var command = line.CommandResult; command is not null; command = command.Parent as CommandResult)
        {
            var option = command.Command.Options.FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));
            if (option is not null)
            {
                return option.Arity.MinimumNumberOfValues > 0;
            }
        }

        return false;
    }
}

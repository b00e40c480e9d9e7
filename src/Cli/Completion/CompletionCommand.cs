using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Completion;

/// <summary>"completion": prints a script for a shell.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # levelset for bash: eval "$(levelset completion bash)"
        _levelset() {
          local IFS=$'\n'
          COMPREPLY=($(levelset complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
        }
        complete -o default -F _levelset levelset
        """;

    private const string Zsh = """
        #compdef levelset
        # levelset for zsh: eval "$(levelset completion zsh)"
        _levelset() {
          local -a found
          found=("${(@f)$(levelset complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
          if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
        }
        compdef _levelset levelset
        """;

    private const string Fish = """
        # levelset for fish: levelset completion fish | source
        function __levelset_complete
          set -l words (commandline -opc) (commandline -ct)
          levelset complete -- $words[2..-1] 2>/dev/null
        end
        complete -c levelset -a '(__levelset_complete)'
        """;

    public static Command Create(CommandBuilder commands)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        ValueRules.Accept(shell, "bash", "zsh", "fish");
        return commands.Create("completion", "Print a shell completion script.", [shell], run =>
        {
            run.Printer.Write(run.Result.GetValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash } + "\n");
            return Task.FromResult(ExitCode.Ok);
        });
    }
}

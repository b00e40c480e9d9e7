using System.CommandLine;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Analysis;

/// <summary>"explain", "compare" and "suggest-pools".</summary>
internal static class AnalysisCommands
{
    public static IEnumerable<Command> All(CommandBuilder commands) =>
        [ExplainCommand.Create(commands), CompareCommand.Create(commands), SuggestPoolsCommand.Create(commands)];
}

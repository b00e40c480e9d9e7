using System.CommandLine;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Pools;

/// <summary>"pools", "what-if" and "raise".</summary>
internal static class PoolCommands
{
    public static IEnumerable<Command> All(CommandBuilder commands) =>
        [Group(commands), WhatIfCommand.Create(commands), RaiseCommand.Create(commands)];

    private static Command Group(CommandBuilder commands) => CommandBuilder.Group(
        "pools",
        "Manage pools: groups of hosts between which partitions can move.",
        PoolReadCommands.List(commands),
        PoolReadCommands.Show(commands),
        PoolWriteCommands.Create(commands),
        PoolWriteCommands.Update(commands),
        PoolWriteCommands.Policy(commands),
        PoolWriteCommands.Delete(commands),
        MembershipCommands.Add(commands),
        MembershipCommands.Remove(commands));
}

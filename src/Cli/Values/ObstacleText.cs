using Levelset.Cli.Output;

namespace Levelset.Cli.Values;

/// <summary>Hosts that cannot take a partition, with the reasons, as text.</summary>
internal static class ObstacleText
{
    /// <summary>One line for all hosts with the same blockers.</summary>
    public static void Write(TextView view, IEnumerable<V1.Obstacle> obstacles)
    {
        foreach (var obstacle in obstacles)
        {
            view.Line("  " + ValueText.Abbreviate(obstacle.Hosts, obstacle.HostCount));
            BlockerText.Write(view, obstacle.Blockers, "    ");
        }
    }
}

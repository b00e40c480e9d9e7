using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Values;

/// <summary>What keeps a partition from hosts, for people.</summary>
internal static class ObstacleText
{
    /// <summary>Hosts of the same blockers together.</summary>
    public static void Write(TextView view, IEnumerable<Obstacle> obstacles)
    {
        foreach (var obstacle in obstacles)
        {
            view.Line("  " + ValueText.Abbreviate(obstacle.Hosts, obstacle.HostCount));
            BlockerText.Write(view, obstacle.Blockers, "    ");
        }
    }
}

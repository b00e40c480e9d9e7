using Levelset.Agent.Partitions;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Handover;

/// <summary>Detects holders that have exited: removes them from the list, and closes the partitions that they owned.</summary>
internal sealed class HolderMonitor(HeldPartitions partitions, LocalCreation creation, TimeProvider time, ILogger<HolderMonitor> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public void Check()
    {
        foreach (var held in partitions.All)
        {
            var gone = held.Holders.Where(holder => !HoldingProcess.IsAlive(holder)).ToList();
            if (gone.Count == 0)
            {
                continue;
            }

            try
            {
                Release(held.Name, gone);
            }
            catch (AgentException exception)
            {
                logger.HoldersNotSaved(held.Name, exception.Message);
            }
        }
    }

    /// <summary>Checks once a second.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            Check();
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private void Release(string name, List<AgentV1.Holder> gone)
    {
        if (gone.Find(holder => holder.Owns) is not { } owner)
        {
            partitions.ChangeHolders(name, holders => holders.RemoveRange(gone));
        }
        else if (creation.Close(name))
        {
            logger.Released(name, owner.Pid, owner.Command);
        }
    }
}

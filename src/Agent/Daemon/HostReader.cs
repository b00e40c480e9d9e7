using Levelset.Agent.Devices;
using Levelset.Agent.Probe;
using Levelset.Mshv;
using Microsoft.Extensions.Logging;
using Cause = Levelset.V1.FeatureReport.Types.Cause;

namespace Levelset.Agent.Daemon;

/// <summary>Reads the host again; the last reading stays when that fails.</summary>
internal sealed class HostReader(IMshvDevice device, CurrentHost host, TimeProvider time, ILogger<HostReader> logger)
{
    private readonly Lock gate = new();

    /// <summary>Reads the host and compares with the last reading. Failures of the device or the machine are logged, not thrown.</summary>
    public void Reread(Cause cause)
    {
        lock (gate)
        {
            try
            {
                var before = host.Reading;
                host.Reading = HostReading.Read(device, time);
                Compare(before, host.Reading, cause);
            }
            catch (Exception exception) when (
                exception is MshvException or AgentException or IOException or UnauthorizedAccessException)
            {
                logger.ReadingFailed(cause, exception.Message);
            }
        }
    }

    private void Compare(HostReading before, HostReading after, Cause cause)
    {
        if (ReadingChange.Between(before, after) is { } change)
        {
            logger.HostChanged(
                cause,
                ReadingChange.Describe(change),
                ReadingChange.Describe(change.Before),
                ReadingChange.Describe(change.After));
        }
        else if (!before.Platform.Equals(after.Platform))
        {
            logger.PlatformChanged(cause, ReadingChange.Describe(before.Platform), ReadingChange.Describe(after.Platform));
        }
        else if (cause == Cause.Signal)
        {
            logger.HostUnchanged();
        }
    }
}

using Levelset.Core.Compatibility;

namespace Levelset.Core.Tests.Histories;

/// <summary>A partition as the service keeps it.</summary>
internal sealed class CorePartition(CorePool pool, CoreHost host, CpuCapabilities capabilities)
{
    public CorePool Pool { get; } = pool;

    public CoreHost Host { get; set; } = host;

    /// <summary>F(P), read back, with what every member could give when it was created.</summary>
    public CpuCapabilities Capabilities { get; set; } = capabilities;
}

using Levelset.Mshv;

namespace Levelset.Agent.Devices;

/// <summary>A reading by functions, and what is to be closed after it.</summary>
internal sealed class HostProperties(
    ProbeMethod method,
    Func<string> readVendor,
    Func<HvPartitionPropertyCode, ulong> read,
    Func<HvPartitionPropertyCode, ulong?> readBank0,
    IDisposable? opened = null) : IHostProperties
{
    /// <inheritdoc/>
    public ProbeMethod Method => method;

    /// <inheritdoc/>
    public string ReadVendor() => readVendor();

    /// <inheritdoc/>
    public ulong Read(HvPartitionPropertyCode code) => read(code);

    /// <inheritdoc/>
    public ulong? ReadBank0(HvPartitionPropertyCode code) => readBank0(code);

    /// <inheritdoc/>
    public void Dispose() => opened?.Dispose();
}

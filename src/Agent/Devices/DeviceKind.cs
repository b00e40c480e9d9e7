namespace Levelset.Agent.Devices;

/// <summary>Which hypervisor to talk to.</summary>
internal enum DeviceKind
{
    /// <summary>The real one where there is one, else a simulation of this machine's processor.</summary>
    Auto,

    Mshv,

    Simulated,
}

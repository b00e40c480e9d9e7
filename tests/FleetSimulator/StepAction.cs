namespace Levelset.FleetSimulator;

internal enum StepAction
{
    /// <summary>Agents connect and report.</summary>
    Connect,

    /// <summary>Connections break.</summary>
    Disconnect,

    /// <summary>Connections break, and the agents connect again at once.</summary>
    Flap,

    /// <summary>Hosts join the pool of their number.</summary>
    Join,

    /// <summary>Agents report, without some features.</summary>
    Report,
}

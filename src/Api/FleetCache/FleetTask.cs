namespace Levelset.Api.FleetCache;

/// <summary>What is to be done about the fleet in memory.</summary>
internal enum FleetTask
{
    /// <summary>Nothing: nobody asks, or all is read.</summary>
    None,

    /// <summary>Read all of it.</summary>
    Load,

    /// <summary>Read again what has changed.</summary>
    Refresh,
}

namespace Levelset.Api.Sessions;

/// <summary>What became of a command that was to be sent.</summary>
internal enum Delivery
{
    /// <summary>It has been put on its way now.</summary>
    Sent,

    /// <summary>It was on its way already, or has been answered; the answer may have been stored.</summary>
    Earlier,

    /// <summary>The agent is not connected to this process.</summary>
    NotHere,
}

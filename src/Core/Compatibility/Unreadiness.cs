namespace Levelset.Core.Compatibility;

/// <summary>One thing that keeps a host from being a target.</summary>
/// <param name="State">The state's name in the contract, such as "SILENT", or "CORDONED".</param>
/// <param name="Reason">For people.</param>
public sealed record Unreadiness(string State, string Reason);

using Levelset.Api.Errors;

namespace Levelset.Api.Mapping;

/// <summary>Reasons that are the service's own, as messages, and all reasons as preconditions of an error.</summary>
internal static class BlockerMapping
{
    public static V1.Blocker Simulation(bool expected) =>
        new()
        {
            Reason = V1.Blocker.Types.Reason.SimulationDiffers,
            Expected = expected ? "simulated" : "real",
            Actual = expected ? "real" : "simulated",
            Message = expected
                ? "it is a real host, but the pool's members are simulated; the two cannot share a pool"
                : "it is a simulated host, but the pool's members are real; the two cannot share a pool",
        };

    public static V1.Blocker Of(V1.Blocker.Types.Reason reason, string expected, string actual, string message) =>
        new() { Reason = reason, Expected = expected, Actual = actual, Message = message };

    public static IEnumerable<Precondition> ToPreconditions(this V1.BlockedHost blocked) =>
        blocked.Blockers.Select(blocker => new Precondition(WireName(blocker.Reason), blocked.Host, blocker.Message));

    // FEATURE_MISSING and so on: the contract's spelling.
    private static string WireName(V1.Blocker.Types.Reason reason)
    {
        var name = V1.Blocker.Descriptor.EnumTypes[0].FindValueByNumber((int)reason).Name;
        return name["REASON_".Length..];
    }
}

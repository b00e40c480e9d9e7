namespace Levelset.Api.Web;

/// <summary>Display names of kinds of features, and what each means for a pool.</summary>
internal static class KindNames
{
    /// <summary>The kind in words.</summary>
    public static string Of(string kind) => kind.Replace('_', ' ');

    /// <summary>What follows from it.</summary>
    public static string Meaning(string kind) => kind switch
    {
        "capability" => "Guests can use it. It is in the baseline of a pool when every contributing host offers it.",
        "mitigation" => "It lets a guest protect itself. It is in the baseline of a pool when every contributing host offers it; losing it makes guests less secure.",
        "immunity" => "Says the CPU is not affected. Safe to lose: the guest just applies the mitigation.",
        "inverted" => "When set, the CPU lacks a behaviour. It cannot be hidden from a guest, so all hosts of a pool should have the same value.",
        "choice_of_one" => "One of several variants; a processor has at most one of them. If the hosts of a pool differ, the pool gets none.",
        "host_only" => "Not visible to ordinary guests; can be overridden for a migration.",
        "deprecated" => "A retired bit, treated like an unknown one.",
        _ => "No public meaning. The policy of the pool decides whether such bits keep the hypervisor default or are disabled.",
    };
}

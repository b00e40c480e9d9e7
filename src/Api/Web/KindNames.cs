namespace Levelset.Api.Web;

/// <summary>What kinds of features are called, for people, and what each means for a pool.</summary>
internal static class KindNames
{
    /// <summary>The kind in words.</summary>
    public static string Of(string kind) => kind.Replace('_', ' ');

    /// <summary>What follows from it.</summary>
    public static string Meaning(string kind) => kind switch
    {
        "capability" => "A guest may use it. A pool gives it when every contributing host offers it.",
        "mitigation" => "It lets a guest protect itself. A pool gives it when every contributing host offers it; losing it costs the guests security.",
        "immunity" => "It promises that a hazard is absent. Losing it is safe: the guest believes itself vulnerable, and mitigates.",
        "inverted" => "It removes behaviour where it is set, and cannot be hidden from a guest. Hosts of a pool ought to agree in it.",
        "choice_of_one" => "One value of several, of which a processor has at most one. Hosts with different ones leave a pool with none.",
        "host_only" => "No ordinary guest sees it. Where a host lacks it, a move may waive it.",
        "deprecated" => "A retired position, treated like one without a meaning.",
        _ => "No public meaning. The pool's policy says whether such positions stay on or are switched off.",
    };
}

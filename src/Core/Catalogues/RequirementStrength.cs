namespace Levelset.Core.Catalogues;

/// <summary>How binding a requirement is.</summary>
public enum RequirementStrength
{
    /// <summary>A rule of the architecture, the toolchains or the hypervisor; closure follows it.</summary>
    Hard,

    /// <summary>Breaking it yields an odd processor, not a broken one; an advisory, no more.</summary>
    Soft,
}

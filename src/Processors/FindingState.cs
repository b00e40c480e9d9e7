namespace Levelset.Processors;

/// <summary>What is known of one feature of one processor.</summary>
public enum FindingState
{
    /// <summary>The processor announces it.</summary>
    Present,

    /// <summary>The processor says that it lacks it.</summary>
    Absent,

    /// <summary>What would tell was not read. The bit is 0, but it is not known to be.</summary>
    NotReported,
}

namespace Levelset.Processors;

/// <summary>What is wrong with a processor dump.</summary>
public enum DumpFaultKind
{
    /// <summary>The text is not JSON.</summary>
    NotJson,

    /// <summary>The text is JSON, but has neither CPUID rows nor ID registers, or has both.</summary>
    UnknownForm,

    /// <summary>There is no CPUID row, or no ID register, so that nothing can be said.</summary>
    NoData,

    /// <summary>A member that must be there is not.</summary>
    Missing,

    /// <summary>A value is not "0x" and hexadecimal digits, or does not fit its register.</summary>
    MalformedNumber,

    /// <summary>A member has the wrong JSON type.</summary>
    WrongType,

    /// <summary>A row or register is given twice.</summary>
    Duplicate,
}

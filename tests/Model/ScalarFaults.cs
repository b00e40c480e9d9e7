namespace Levelset.Model;

/// <summary>Scalar properties in which two sides differ so that it matters.</summary>
[Flags]
public enum ScalarFaults
{
    None = 0,

    /// <summary>Not equal.</summary>
    FlushSize = 1,

    /// <summary>Too narrow.</summary>
    Width = 2,

    /// <summary>Some are missing.</summary>
    States = 4,

    /// <summary>Too small.</summary>
    AreaSize = 8,

    /// <summary>Some may not be assigned.</summary>
    Synthetic = 16,
}

namespace Levelset.Processors;

/// <summary>One fault of a processor dump.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Path">Where: "cpuid[3].eax"; "" for the whole text.</param>
/// <param name="Message">For people.</param>
public sealed record DumpFault(DumpFaultKind Kind, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}

namespace Levelset.Processors;

/// <summary>One component of the save area, as leaf 0xD describes it.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="IsAligned">Whether it begins at a multiple of 64 bytes in the compacted form.</param>
public readonly record struct XsaveComponent(uint Size, bool IsAligned);

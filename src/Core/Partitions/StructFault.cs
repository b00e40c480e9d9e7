using System.Globalization;

namespace Levelset.Core.Partitions;

/// <summary>What is wrong with one field of a mshv_create_partition_v2.</summary>
/// <param name="Field">The kernel's name of the field.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Message">What is there and what would be right.</param>
public sealed record StructFault(string Field, int Offset, string Message)
{
    /// <summary>"pt_rsvd (offset 18): …".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Field} (offset {Offset}): {Message}");
}

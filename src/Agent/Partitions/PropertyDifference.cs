namespace Levelset.Agent.Partitions;

/// <summary>A scalar property, or a synthetic feature, that is not what it must be.</summary>
/// <param name="Property">Its name, as in the protocol.</param>
/// <param name="Expected">What it must be.</param>
/// <param name="Found">What it is.</param>
internal sealed record PropertyDifference(string Property, string Expected, string Found)
{
    /// <summary>"physical_address_width is 46 and must be 48".</summary>
    public override string ToString() => $"{Property} is {Found} and must be {Expected}";
}

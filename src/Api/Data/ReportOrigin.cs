namespace Levelset.Api.Data;

/// <summary>How and why a report was made. The numbers are the protocol's.</summary>
public sealed class ReportOrigin
{
    /// <summary>FeatureReport.Source; 0 = not reported.</summary>
    public short Source { get; set; }

    /// <summary>What the agent read, step by step, as text.</summary>
    public string SourceDetail { get; set; } = "";

    /// <summary>FeatureReport.Cause; 0 = not reported.</summary>
    public short Cause { get; set; }
}

namespace Levelset.Core.Catalogues;

/// <summary>How the value of an ID register field announces a feature.</summary>
public enum IdComparison
{
    /// <summary>The field is exactly this value.</summary>
    Equal,

    /// <summary>The field is this value or a greater one.</summary>
    AtLeast,
}

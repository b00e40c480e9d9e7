namespace Levelset.Cli.Client;

/// <summary>The content of the configuration file.</summary>
internal sealed class ContextFile
{
    /// <summary>The name of the current context; null = none.</summary>
    public string? Current { get; set; }

    /// <summary>By name.</summary>
    public SortedDictionary<string, ContextEntry> Contexts { get; set; } = new(StringComparer.Ordinal);
}

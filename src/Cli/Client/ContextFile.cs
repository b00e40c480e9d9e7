namespace Levelset.Cli.Client;

/// <summary>What the configuration file says.</summary>
internal sealed class ContextFile
{
    /// <summary>The context in use; null = none.</summary>
    public string? Current { get; set; }

    /// <summary>Every context by its name.</summary>
    public SortedDictionary<string, ContextEntry> Contexts { get; set; } = new(StringComparer.Ordinal);
}

namespace Levelset.Cli.Client;

/// <summary>One service and how to speak to it.</summary>
internal sealed class ContextEntry
{
    /// <summary>http:// or https:// and HOST:PORT.</summary>
    public string Service { get; set; } = "";

    /// <summary>A bearer token; null where there is none or it is in a file.</summary>
    public string? Token { get; set; }

    /// <summary>A file that holds the bearer token, read at every call.</summary>
    public string? TokenFile { get; set; }

    /// <summary>PEM of the authorities to trust instead of the machine's; https:// only.</summary>
    public string? CaFile { get; set; }
}

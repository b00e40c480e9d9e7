namespace Levelset.Cli.Output;

/// <summary>How an answer is written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For people, with more columns and every feature word.</summary>
    Wide,

    /// <summary>The proto JSON mapping.</summary>
    Json,

    /// <summary>The same tree as YAML.</summary>
    Yaml,
}

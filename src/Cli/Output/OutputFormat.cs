namespace Levelset.Cli.Output;

internal enum OutputFormat
{
    Table,

    /// <summary>A table with all columns and every feature word.</summary>
    Wide,

    /// <summary>The proto JSON mapping.</summary>
    Json,

    /// <summary>The same tree as YAML.</summary>
    Yaml,
}

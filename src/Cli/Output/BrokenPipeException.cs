namespace Levelset.Cli.Output;

/// <summary>Nobody reads standard output any more, such as `head` after its last line.</summary>
internal sealed class BrokenPipeException() : IOException("standard output has no reader any more");

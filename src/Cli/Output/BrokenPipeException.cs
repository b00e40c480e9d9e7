namespace Levelset.Cli.Output;

/// <summary>The reader of standard output has closed it, as `head` does after its last line.</summary>
internal sealed class BrokenPipeException() : IOException("the reader of standard output has closed it");

namespace Levelset.Cli.Output;

/// <summary>A line on standard error that shows the progress of a long call; nothing if standard error is not a terminal.</summary>
internal sealed class ProgressLine(TextWriter error, bool isShown) : IDisposable
{
    private int length;

    /// <summary>Replaces the text of the line.</summary>
    public void Report(string text)
    {
        if (isShown)
        {
            error.Write('\r' + text.PadRight(length));
            error.Flush();
            length = text.Length;
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (length > 0)
        {
            error.Write('\r' + new string(' ', length) + '\r');
            error.Flush();
        }
    }
}

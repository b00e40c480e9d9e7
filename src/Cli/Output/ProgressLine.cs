namespace Levelset.Cli.Output;

/// <summary>One line on standard error that says how far a long call is; nothing where that is no terminal.</summary>
internal sealed class ProgressLine(TextWriter error, bool isShown) : IDisposable
{
    private int length;

    /// <summary>Says it.</summary>
    public void Say(string text)
    {
        if (isShown)
        {
            error.Write('\r' + text.PadRight(length));
            error.Flush();
            length = text.Length;
        }
    }

    /// <summary>Takes it away.</summary>
    public void Dispose()
    {
        if (length > 0)
        {
            error.Write('\r' + new string(' ', length) + '\r');
            error.Flush();
        }
    }
}

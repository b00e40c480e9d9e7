using System.Threading.Channels;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;

namespace Levelset.Cli.ChangeFeed;

/// <summary>Shows an answer once, or again whenever it has changed.</summary>
internal static class Display
{
    private const string ClearScreen = "\e[H\e[2J";

    /// <summary>Shows it.</summary>
    /// <param name="run">The command.</param>
    /// <param name="isWatch">Whether to go on until cancelled.</param>
    /// <param name="wakeup">Says when to look again; made only where it is needed.</param>
    /// <param name="load">Asks the service.</param>
    public static async Task<int> ShowAsync(Run run, bool isWatch, Func<ChangeSignal> wakeup, Func<Task<CommandOutput>> load)
    {
        if (!isWatch)
        {
            run.Printer.Print(await load());
            return ExitCode.Ok;
        }

        // Watching begins before the first look, so that nothing falls between them.
        var signal = wakeup();
        string? shown = null;
        while (true)
        {
            var text = run.Printer.Render(await load());
            if (text != shown)
            {
                run.Printer.Write(Separate(run.Printer, isFirst: shown is null) + text);
                shown = text;
            }

            await WaitAsync(signal, run.Cancellation);
        }
    }

    private static async Task WaitAsync(ChangeSignal signal, CancellationToken cancellation)
    {
        try
        {
            await signal.WaitAsync(cancellation);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } error)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }

    private static string Separate(Printer printer, bool isFirst) => printer switch
    {
        { Format: OutputFormat.Yaml } => "---\n",
        { Format: OutputFormat.Json } => "",
        { Terminal.OutputIsTerminal: true } => ClearScreen,
        _ => isFirst ? "" : "\n",
    };
}

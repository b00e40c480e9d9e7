using System.Threading.Channels;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;

namespace Levelset.Cli.ChangeFeed;

/// <summary>Prints output once, or with --watch after every change.</summary>
internal static class Display
{
    private const string ClearScreen = "\e[H\e[2J";

    /// <param name="run">The command.</param>
    /// <param name="isWatch">Whether to continue until cancelled.</param>
    /// <param name="createSignal">Creates the signal for the next load; only called with <paramref name="isWatch"/>.</param>
    /// <param name="load">Loads the output from the service.</param>
    public static async Task<int> ShowAsync(Run run, bool isWatch, Func<ChangeSignal> createSignal, Func<Task<CommandOutput>> load)
    {
        if (!isWatch)
        {
            run.Printer.Print(await load());
            return ExitCode.Ok;
        }

        // The watch starts before the first load, so that no change is missed between them.
        var signal = createSignal();
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

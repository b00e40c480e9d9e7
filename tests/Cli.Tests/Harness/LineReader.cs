using System.Diagnostics;

namespace Levelset.Cli.Tests.Harness;

/// <summary>Reads what a process prints until it says what is awaited.</summary>
internal static class LineReader
{
    /// <summary>The first line that holds a text.</summary>
    public static async Task<string> UntilAsync(this StreamReader reader, string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Poll.Timeout);
        var seen = new List<string>();
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            seen.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        Assert.Fail($"ended without '{text}':\n{string.Join('\n', seen)}");
        return "";
    }

    /// <summary>Ends a process that would go on.</summary>
    public static async Task InterruptAsync(this Process process)
    {
        Signals.Send(process.Id, 2);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}

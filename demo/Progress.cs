using System.Diagnostics;

namespace Levelset.Demo;

/// <summary>One line for each step: what it is, and how long it took.</summary>
internal static class Progress
{
    /// <summary>Runs a step.</summary>
    public static async Task StepAsync(string title, Func<Task> step)
    {
        Console.Write($"{title} ... ");
        var watch = Stopwatch.StartNew();
        await step();
        Console.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>Polls until a condition holds.</summary>
    public static async Task UntilAsync(
        Func<CancellationToken, Task<bool>> condition,
        string what,
        Action check,
        CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            while (!await condition(deadline.Token))
            {
                check();
                await Task.Delay(100, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            check();
            throw new DemoException($"after 60 s, {what}");
        }
    }
}

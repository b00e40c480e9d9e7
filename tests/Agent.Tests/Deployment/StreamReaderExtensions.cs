namespace Levelset.Agent.Tests.Deployment;

/// <summary>Waits for a line.</summary>
internal static class StreamReaderExtensions
{
    /// <summary>Reads up to a line with this text.</summary>
    public static async Task UntilAsync(this StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"the program ended before '{text}'");
    }
}

using Levelset.Agent.Tests.Deployment;

[assembly: AssemblyFixture(typeof(PublishedAgents))]

namespace Levelset.Agent.Tests.Deployment;

/// <summary>The agent as it is built and as it is published, made once for all tests and only when asked for.</summary>
public sealed class PublishedAgents : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>The command that starts it: "built", "linux-x64" or "portable".</summary>
    public async Task<string[]> CommandAsync(string kind)
    {
        if (kind == "built")
        {
            return BuiltAgent.Command;
        }

        var output = directory[kind];
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!Directory.Exists(output))
            {
                var (exitCode, _, error) = await Tool.RunAsync(Path.Combine(Repository.Root, "deploy", "publish-agent.sh"), output, kind);
                Assert.True(exitCode == 0, error);
            }
        }
        finally
        {
            gate.Release();
        }

        return kind == "portable" ? ["dotnet", Path.Combine(output, "levelset-agent.dll")] : [Path.Combine(output, "levelset-agent")];
    }

    public void Dispose()
    {
        gate.Dispose();
        directory.Dispose();
    }
}

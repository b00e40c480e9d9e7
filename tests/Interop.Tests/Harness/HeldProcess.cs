namespace Levelset.Interop.Tests.Harness;

/// <summary>A process that does nothing until this is disposed.</summary>
internal sealed class HeldProcess : IDisposable
{
    private readonly int processId;

    public HeldProcess(int processId)
    {
        this.processId = processId;
        Signals.Send(processId, Signals.SIGSTOP);
    }

    /// <inheritdoc/>
    public void Dispose() => Signals.Send(processId, Signals.SIGCONT);
}

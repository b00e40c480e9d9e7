namespace Levelset.Interop.Tests;

/// <summary>Health, deadlines and cancellation seen from Python; the cases are in python/health.py.</summary>
public sealed class PythonHealthTests(InteropFixture fixture)
{
    private const string Module = "health";

    [Fact]
    public Task Check_EveryService_IsServing() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Check_UnknownService_IsNotFound() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Watch_UnknownService_SaysSoAndGoesOn() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Watch_DeadlinePasses_IsDeadlineExceeded() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Watch_Cancelled_IsCancelled() => PythonCases.RunAsync(fixture, Module);
}

namespace Levelset.Interop.Tests;

/// <summary>What a client in Python is told when it is refused; the cases are in python/errors.py.</summary>
public sealed class PythonErrorTests(InteropFixture fixture)
{
    private const string Module = "errors";

    [Fact]
    public Task CreatePool_SeveralFaults_NamesEveryField() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task UpdatePool_StaleEtag_IsAbortedWithTheCurrentOne() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_HostIdInUse_AlreadyExists() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_FirstMessageIsNoHello_FailedPrecondition() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_OtherProtocolVersion_FailedPrecondition() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_MalformedReport_NamesEveryField() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_EndsWhileAnswersAreWritten_TheStatusArrives() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Call_MessageOfFiveMegabytes_IsResourceExhausted() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_MessageOfFiveMegabytes_IsResourceExhausted() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task AddHosts_OtherVendor_NamesTheHostAndBothValues() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task AddHosts_RealHostToSimulatedMembers_FailedPrecondition() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Call_UnknownMethod_IsUnimplemented() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Call_BytesThatAreNoMessage_AreRefusedWithDetails() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task GetPool_Absent_NamesIt() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task ListHosts_BadPage_NamesSizeAndToken() => PythonCases.RunAsync(fixture, Module);
}

namespace Levelset.Interop.Tests;

/// <summary>An orchestrator and agents written with Python's grpcio; the cases are in python/flows.py.</summary>
public sealed class PythonFlowTests(InteropFixture fixture)
{
    private const string Module = "flows";

    [Fact]
    public Task AddHosts_PreviewThenReal_AnswersTheSameAndChangesOnlyThen() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task GetBaseline_TwoAgents_IsTheIntersectionOfEveryBit() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task GetBaseline_RequiredFeatureMissing_ClosureOnlyRemoves() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_PoolGetsABaseline_AssignmentArrivesOnTheStream() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task CreatePartition_AgentCreatesIt_PartitionIsActiveWithWhatWasReadBack() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task CreatePartition_ReadBackDiffers_NamesTheBitAndLeavesNothing() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task CreatePartition_RequestIdRepeated_IsTheSamePartition() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task CreatePartition_CallerGivesUp_RepeatingTheRequestFindsItActive() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task DeletePartition_AgentHoldsIt_ClosesItOnItsHost() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task RecordMigration_ToAnotherMember_KeepsTheSetAndFreesTheSource() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task GetCreationArguments_ReservedBitsDisabled_BytesHoldTheComplementOfTheSet() =>
        PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_ReportWithoutProperties_ServesAsWellAsAny() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task ListHosts_OneOnAPage_EveryHostOnceInOrder() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task RemoveHosts_LastMember_WithdrawsTheBaseline() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_SameAgentComesBack_TakesOverFromItsOwnStream() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Connect_CancelledByTheAgent_FreesTheHostId() => PythonCases.RunAsync(fixture, Module);

    [Fact]
    public Task Call_CompressedByTheClient_IsUnderstood() => PythonCases.RunAsync(fixture, Module);
}

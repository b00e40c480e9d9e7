using Levelset.Agent.Devices;
using Levelset.Agent.Keeping;
using Levelset.Agent.Partitions;

namespace Levelset.Agent.Daemon;

/// <summary>What outlives the single streams.</summary>
internal sealed record SessionContext(
    AgentOptions Options,
    IMshvDevice Device,
    AgentState State,
    HeldPartitions Partitions,
    Outbox Outbox,
    HostReadings Readings,
    FeatureReports Reports,
    CommandExecutor Executor,
    KeptAssignments Assignments);

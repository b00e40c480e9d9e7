using Levelset.Agent.Devices;
using Levelset.Agent.Keeping;
using Levelset.Agent.Partitions;

namespace Levelset.Agent.Daemon;

/// <summary>What outlives the single streams.</summary>
internal sealed record SessionContext(
    AgentOptions Options,
    IMshvDevice Device,
    Wire.Platform Platform,
    AgentState State,
    HeldPartitions Partitions,
    Outbox Outbox,
    CommandExecutor Executor,
    KeptAssignments Assignments);

using Levelset.Agent.Devices;
using Levelset.Agent.Partitions;
using Levelset.Agent.Probe;
using Levelset.Agent.State;

namespace Levelset.Agent.Daemon;

/// <summary>What outlives the single streams.</summary>
internal sealed record SessionContext(
    AgentOptions Options,
    IMshvDevice Device,
    CurrentHost Host,
    ServiceState Service,
    HeldPartitions Partitions,
    Outbox Outbox,
    HostReader Readings,
    FeatureReporter Reports,
    CommandExecutor Executor,
    SavedAssignment Assignment);

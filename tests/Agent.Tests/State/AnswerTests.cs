using Levelset.Agent.Partitions;
using Levelset.Agent.Probe;
using Levelset.Agent.State;
using Levelset.Agent.Tests.Daemon;
using Levelset.Agent.Tests.Devices;
using Levelset.Agent.Tests.Partitions;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Tests.State;

/// <summary>A partition and the answer that tells the service of it are on disk together, or neither is.</summary>
public sealed class AnswerTests
{
    [Fact]
    public void Create_Command_KeepsTheAnswerBeforeTheDescriptor()
    {
        using var directory = new TemporaryDirectory();
        using var state = StateDirectory.Acquire(directory["state"], "h1");
        using var device = Simulations.Genoa();
        var logs = LoggerFactory.Create(_ => { });
        var file = new StateFile<AgentV1.Journal>(state, "journal", AgentV1.Journal.Parser, TimeProvider.System, logs.CreateLogger("journal"));
        var journal = new Journal(file, "hosts/h1");
        var store = new WatchingStore(file);
        var outbox = new Outbox(journal, logs.CreateLogger<Outbox>());
        using var partitions = new HeldPartitions(journal, outbox, store, logs.CreateLogger<HeldPartitions>());
        var host = new CurrentHost(HostReading.Read(device, TimeProvider.System));
        var executor = new CommandExecutor(device, host, partitions, outbox, TimeProvider.System, logs.CreateLogger<CommandExecutor>());
        var own = host.Capabilities.Supported;

        executor.Execute(
            "create/p1",
            new V1.Command
            {
                Partition = "partitions/p1",
                Create = new V1.CreatePartitionCommand
                {
                    Arguments = WireArguments.Of(CreationArguments.For(own, own, Catalogue.X86_64, ReservedBits.HypervisorDefault)),
                },
            });

        var seen = Assert.IsType<AgentV1.Journal>(store.Seen);
        Assert.Equal("partitions/p1", Assert.Single(seen.Partitions).Name);
        Assert.Equal("create/p1", Assert.Single(seen.Outbox).CommandResult.CommandId);
        Assert.Equal(1, outbox.Count);
    }

    /// <summary>Reads what is on disk when a descriptor is handed over.</summary>
    private sealed class WatchingStore(StateFile<AgentV1.Journal> file) : IDescriptorStore
    {
        public AgentV1.Journal? Seen { get; private set; }

        public bool Store(HeldPartition held)
        {
            Seen = file.Load();
            return false;
        }

        public void Remove(string descriptorName) => throw new InvalidOperationException($"{descriptorName} was never kept");
    }
}

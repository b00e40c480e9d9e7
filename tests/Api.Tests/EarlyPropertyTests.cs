using Levelset.Api.Errors;

namespace Levelset.Api.Tests;

/// <summary>What is set between creation and initialization: synthetic features and the address width, pooled like a word.</summary>
public sealed class EarlyPropertyTests(Postgres postgres) : ServiceTest(postgres)
{
    private const uint Synthetic = 0x00010001;
    private const uint Width = 0x00060006;

    [Fact]
    public async Task Pool_AllMembersReportSyntheticFeatures_GivesWhatAllCanAssign()
    {
        var agents = await PoolOfAsync("p", Plain(0xFF), Plain(0x3C));

        Assert.Equal(0x3CUL, (await PoolAsync()).Properties.SyntheticFeatures);
        Assert.Equal([(Synthetic, 0x3CUL)], Early((await agents[0].AssignmentAsync(one => one.Generation > 0)).EarlyProperties));
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        Assert.Equal(0x3CUL, partition.Properties.SyntheticFeatures);
        var command = agents[0].Received.Single(message => message.Command is not null).Command.Create;
        Assert.Equal([(Synthetic, 0x3CUL)], Early(command.Arguments.EarlyProperties));
    }

    [Fact]
    public async Task Pool_OnlyZeroInCommon_GivesZeroWhichIsAValue()
    {
        await PoolOfAsync("p", Plain(0xF0), Plain(0x0F));

        var properties = (await PoolAsync()).Properties;

        Assert.Equal((true, 0UL), (properties.HasSyntheticFeatures, properties.SyntheticFeatures));
    }

    [Fact]
    public async Task Pool_AMemberThatCannotTellJoins_GivesNoneAndSaysWho()
    {
        await PoolOfAsync("p", Plain(0xFF));
        await Service.ConnectAsync("mute", FeatureWords.Plain);

        var change = await AddAsync("p", "mute");

        Assert.Equal((2UL, false), (change.Pool.Generation, change.Pool.Properties.HasSyntheticFeatures));
        Assert.Equal("synthetic_features", Assert.Single(change.Diff.Properties).Property);
        var explanation = await Pools.ExplainPoolAsync(new ExplainPoolRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        var advisory = Assert.Single(explanation.Advisories);
        Assert.Equal("synthetic_features", advisory.Subject);
        Assert.Equal(["0x00000000000000ff: hosts/h1", "not reported: hosts/mute"], advisory.Groups.Select(group => $"{group.Value}: {group.Hosts.Single()}"));
        await RemoveAsync("p", "mute");
        Assert.False((await PoolAsync()).Properties.HasSyntheticFeatures);
        var raised = await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        Assert.Equal(0xFFUL, raised.Pool.Properties.SyntheticFeatures);
    }

    [Fact]
    public async Task Member_MayAssignFewerThanThePoolGives_IsQuarantinedAndHeals()
    {
        var agents = await PoolOfAsync("p", Plain(0xFF), Plain(0xFF));

        await agents[1].ReportAsync(Plain(0x0F));

        var drifted = await HostAsync("h2");
        Assert.Equal(Host.Types.State.Quarantined, drifted.State);
        Assert.Contains("synthetic_features is 0x000000000000000f, expected all of 0x00000000000000ff", drifted.StateReason, StringComparison.Ordinal);
        Assert.Equal((1UL, 0xFFUL), ((await PoolAsync()).Generation, (await PoolAsync()).Properties.SyntheticFeatures));
        await agents[1].ReportAsync(Plain(0xFF));
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h2")).State);
    }

    [Fact]
    public async Task AddHosts_WhereLesserHostsAreRejected_RefusesOneThatMayAssignFewer()
    {
        await CreatePoolAsync("p", pool => pool.Policy = new PoolPolicy { Join = PoolPolicy.Types.Join.Reject });
        await Service.ConnectAsync("h1", Plain(0xFF));
        await AddAsync("p", "h1");
        await Service.ConnectAsync("less", Plain(0x0F));

        var refusal = await Refusal.OfAsync(() => AddAsync("p", "less"));

        Assert.Equal(["PROPERTY_DIFFERS"], refusal.Preconditions.Select(one => one.Type));
    }

    [Fact]
    public async Task CheckMigration_TargetMayAssignFewerOrMore_RefusesOrCarriesExactlyThePartitions()
    {
        await PoolOfAsync("p", Plain(0x3C));
        var partition = await CreatePartitionAsync();
        await Service.ConnectAsync("less", Plain(0x0C));
        await Service.ConnectAsync("more", Plain(0xFF));
        await Service.ConnectAsync("mute", FeatureWords.Plain);

        var less = await CheckAsync(partition.Name, "less", request => request.PoolWaiver = "a test");
        var more = await CheckAsync(partition.Name, "more", request => request.PoolWaiver = "a test");
        var mute = await CheckAsync(partition.Name, "mute", request => request.PoolWaiver = "a test");

        var blocker = Assert.Single(less.Blockers);
        Assert.Equal(
            (Blocker.Types.Reason.PropertyDiffers, "synthetic_features", "all of 0x000000000000003c", "0x000000000000000c"),
            (blocker.Reason, blocker.Property, blocker.Expected, blocker.Actual));
        Assert.Equal([(Synthetic, 0x3CUL)], Early(more.CreationArguments.EarlyProperties));
        Assert.True(mute.Compatible);
        Assert.Contains(mute.Advisories, one => one is { Kind: Advisory.Types.Kind.PropertyNotReported, Property: "synthetic_features" });
    }

    [Fact]
    public async Task Partition_OnTheWiderMember_GetsThePoolsWidthAndCanMoveToTheNarrower()
    {
        var agents = await PoolOfAsync("p", Wide(46), Wide(39));

        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");

        Assert.Equal(39U, partition.Properties.PhysicalAddressWidth);
        Assert.Equal([(Width, 39UL)], Early((await agents[0].AssignmentAsync(one => one.Generation > 0)).EarlyProperties));
        Assert.Empty((await agents[1].AssignmentAsync(one => one.Generation > 0)).EarlyProperties);
        Assert.True((await CheckAsync(partition.Name, "h2")).Compatible);
        await MoveAsync(partition.Name, "h2");
        var back = await CheckAsync(partition.Name, "h1");
        Assert.Equal([(Width, 39UL)], Early(back.CreationArguments.EarlyProperties));
    }

    [Fact]
    public async Task CreatePartition_AgentReadsBackOtherSyntheticFeatures_IsRefusedAndNotOnRecord()
    {
        var agents = await PoolOfAsync("p", Plain(0xFF));
        agents[0].Answer = command =>
        {
            var result = agents[0].CarryOut(command);
            if (result.Created is { } created)
            {
                created.SyntheticFeatures = 0x7F;
            }

            return result;
        };

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.ReadBackDiffers, () => CreatePartitionAsync());

        Assert.Contains("SYNTHETIC_PROC_FEATURES", Assert.Single(refusal.Preconditions).Description, StringComparison.Ordinal);
        Assert.Empty((await Partitions.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: Cancel)).Partitions);
    }

    [Fact]
    public async Task Fingerprint_OfHostsThatDifferInSyntheticFeatures_Differs()
    {
        await Service.ConnectAsync("a", Plain(0x0F));
        await Service.ConnectAsync("b", Plain(0xF0));
        await Service.ConnectAsync("c", Plain(0x0F));

        Assert.Equal((await HostAsync("a")).Fingerprint, (await HostAsync("c")).Fingerprint);
        Assert.NotEqual((await HostAsync("a")).Fingerprint, (await HostAsync("b")).Fingerprint);
    }

    private static FeatureWords Plain(ulong assignable) => FeatureWords.Plain with { Synthetic = assignable };

    private static FeatureWords Wide(uint bits) =>
        FeatureWords.Plain with { Properties = new CompatibilityProperties { PhysicalAddressWidth = bits } };

    private static IEnumerable<(uint Code, ulong Value)> Early(IEnumerable<EarlyProperty> properties) =>
        properties.Select(property => (property.Code, property.Value));
}

using Levelset.V1;

namespace Levelset.Cli.Tests;

/// <summary>What changes the fleet; with hosts/milan.</summary>
public sealed class ChangingTests(Fleet fleet)
{
    private readonly Harness.Levelset levelset = Harness.Levelset.To(fleet);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pool_FromCreationToDeletion_EachStepSaysWhatItDid()
    {
        await levelset.OutputAsync(0, "pools", "create", "life", "--display-name", "Life", "--dry-run");
        await levelset.OutputAsync(3, "pools", "show", "life");
        await levelset.OutputAsync(0, "pools", "create", "life", "--display-name", "Life");
        await levelset.OutputAsync(4, "pools", "create", "life");
        Assert.Contains("name          pools/life", await levelset.OutputAsync(0, "pools", "update", "life", "--display-name", "Lives"), StringComparison.Ordinal);

        var preview = await levelset.OutputAsync(0, "pools", "add-hosts", "life", "milan", "--dry-run");
        Assert.StartsWith("preview of pools/life; nothing was changed", preview, StringComparison.Ordinal);
        Assert.Contains("pools/life was changed", await levelset.OutputAsync(0, "pools", "add-hosts", "life", "milan"), StringComparison.Ordinal);

        await ExcludeAndRaiseAsync();
        await CreateAndCloseAsync();

        Assert.Equal(2, (await levelset.RunAsync("pools", "remove-hosts", "life", "milan")).ExitCode);
        await levelset.OutputAsync(4, "pools", "delete", "life", "--yes");
        await levelset.OutputAsync(1, "pools", "delete", "life", "--dry-run");
        await levelset.OutputAsync(0, "pools", "remove-hosts", "life", "milan", "--yes");
        Assert.Equal("pools/life deleted\n", await levelset.OutputAsync(0, "pools", "delete", "life", "--yes"));
    }

    [Fact]
    public async Task Labels_AddedAndTakenAway_OthersStay()
    {
        Assert.Contains("rack=7,zone=a", await levelset.OutputAsync(0, "hosts", "label", "emerald-rapids", "zone=a", "rack=7"), StringComparison.Ordinal);
        Assert.Contains("hosts/emerald-rapids", await levelset.OutputAsync(0, "hosts", "list", "-l", "rack=7"), StringComparison.Ordinal);
        var labels = (await levelset.JsonAsync("hosts", "label", "emerald-rapids", "zone-"))[0]!["labels"]!.AsObject();
        Assert.Equal(["rack"], labels.Select(label => label.Key));
    }

    [Fact]
    public async Task Cordon_SeveralHosts_AllAreShown()
    {
        var preview = await levelset.OutputAsync(0, "hosts", "cordon", "emerald-rapids", "--dry-run");
        Assert.Contains("READY,CORDONED", preview, StringComparison.Ordinal);
        Assert.DoesNotContain("CORDONED", await levelset.OutputAsync(0, "hosts", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostsRemove_ConnectedHost_IsRefused() =>
        await levelset.OutputAsync(4, "hosts", "remove", "emerald-rapids", "--yes");

    private async Task ExcludeAndRaiseAsync()
    {
        var excluded = await levelset.OutputAsync(0, "pools", "policy", "life", "--exclude", "sha", "--exclude", "aes", "--join", "reject");
        Assert.Contains("excluded by policy", excluded, StringComparison.Ordinal);
        await levelset.OutputAsync(0, "pools", "policy", "life", "--exclude", "none");
        var shown = await levelset.OutputAsync(0, "pools", "show", "life");
        Assert.Contains("join reject, drift quarantine, raise manual, reserved bits hypervisor-default", shown, StringComparison.Ordinal);

        Assert.Equal(2, (await levelset.RunAsync("raise", "life")).ExitCode);
        var preview = await levelset.OutputAsync(0, "raise", "life", "--dry-run");
        Assert.Matches(@"(?m)^gained \d+ features?:$", preview);
        Assert.Contains("sha", await levelset.OutputAsync(0, "raise", "life", "--yes"), StringComparison.Ordinal);
    }

    private async Task CreateAndCloseAsync()
    {
        await levelset.OutputAsync(0, "partitions", "create", "life", "--dry-run");
        var made = await levelset.JsonAsync("partitions", "create", "life", "--host", "milan", "--display-name", "guest", "--exclude", "sha,aes");
        var name = (string)made["name"]!;
        var shown = await levelset.OutputAsync(0, "partitions", "show", name);
        Assert.Matches(@"(?m)^state +ACTIVE$", shown);
        Assert.Matches(@"(?m)^excluded features +(aes sha|sha aes)$", shown);

        await levelset.OutputAsync(1, "partitions", "record-migration", name, "ice-lake-sp", "--dry-run");
        Assert.Equal(2, (await levelset.RunAsync("partitions", "delete", name)).ExitCode);
        await levelset.OutputAsync(0, "partitions", "delete", name, "--dry-run");
        await levelset.OutputAsync(0, "partitions", "delete", name, "--yes");
        var left = await new PartitionService.PartitionServiceClient(fleet.Channel)
            .ListPartitionsAsync(new ListPartitionsRequest { Pool = "pools/life" }, cancellationToken: Cancel);
        Assert.Empty(left.Partitions);
    }
}

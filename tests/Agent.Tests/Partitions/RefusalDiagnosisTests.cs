using Levelset.Agent.Devices;
using Levelset.Agent.Partitions;
using Levelset.Agent.Tests.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Partitions;

/// <summary>What a user is told when a kernel answers EINVAL to a struct that is right.</summary>
public sealed class RefusalDiagnosisTests
{
    public static TheoryData<string, bool, bool, ulong, string[]> Refusals => new()
    {
        { "Linux 6.15", false, false, 0, ["pt_flags bit 3"] },
        { "Linux 6.15", true, true, 1, ["pt_flags bit 3"] },
        { "Linux 6.19", true, false, 0, ["pt_flags bit 4"] },
        { "Linux 6.19", false, true, 0, ["pt_flags bit 5"] },
        { "Linux 6.19", true, true, 1, ["pt_flags bit 4", "pt_flags bit 5", "pt_isolation 1"] },
        { "Linux 7.0", true, true, 1, ["pt_isolation 1"] },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Create_PartThatTheKernelDoesNotKnow_IsNamedAndNoOther(string kernel, bool nested, bool smt, ulong isolation, string[] named)
    {
        var rules = new[] { KernelRules.Linux615, KernelRules.Linux619, KernelRules.Linux70 }.Single(candidate => candidate.Name == kernel);
        using var device = Simulations.Genoa(SimulatedFaults.None with { Kernel = rules });

        var failure = Assert.IsType<CreationFailure>(PartitionCreation.Create(device, Spec(nested, smt, isolation)));

        Assert.Equal(Errno.EINVAL, failure.Errno);
        string[] all = ["pt_flags bit 3", "pt_flags bit 4", "pt_flags bit 5", "pt_isolation 1"];
        Assert.Equal(named, all.Where(part => failure.Message.Contains(part, StringComparison.Ordinal)));
        Assert.Contains($"this is {kernel}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, device.LivePartitions);
    }

    [Fact]
    public void Create_KernelThatKnowsEverything_IsNotRefused()
    {
        using var device = Simulations.Genoa(SimulatedFaults.None with { Kernel = KernelRules.Microsoft });

        var created = Assert.IsType<CreatedPartition>(PartitionCreation.Create(device, Spec(true, true, 1)));

        created.Partition.Dispose();
    }

    [Fact]
    public void Explain_KernelThatTakesEveryField_PointsAtTheHypervisor()
    {
        using var device = Simulations.Genoa();
        var refusal = new MshvException("MSHV_CREATE_PARTITION", Errno.EINVAL);

        var explanation = RefusalDiagnosis.Explain(device, Spec(true, true, 0).CreatePartitionV2.Span, refusal);

        Assert.Contains("the hypervisor refused", explanation, StringComparison.Ordinal);
        Assert.Null(RefusalDiagnosis.Explain(device, new byte[64], new MshvException("MSHV_CREATE_PARTITION", Errno.ENOMEM)));
        Assert.Null(RefusalDiagnosis.Explain(device, new byte[64], new MshvException("MSHV_ROOT_HVCALL", Errno.EINVAL)));
    }

    private static PartitionSpec Spec(bool nested, bool smt, ulong isolation)
    {
        var own = Simulations.SupportedBy("genoa");
        var request = new PartitionRequest(nested, FeatureSet.Empty(own.Architecture)) { Smt = smt, Isolation = isolation };
        var wanted = CreationArguments.FeaturesFor(own, request, Catalogue.X86_64).Features;
        return PartitionSpec.For(CreationArguments.For(wanted, own, Catalogue.X86_64, ReservedBits.HypervisorDefault).WithOptions(request));
    }
}

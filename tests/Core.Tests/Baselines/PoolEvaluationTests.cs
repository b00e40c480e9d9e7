using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;

namespace Levelset.Core.Tests.Baselines;

/// <summary>What random histories have found once.</summary>
public sealed class PoolEvaluationTests
{
    [Fact]
    public void Of_FlushSizeOfAMemberThatContributesNoMore_IsNotKeptBesideThatOfAnother()
    {
        var set = FeatureSet.X86_64(0xFF);
        var before = new CpuCapabilities("GenuineIntel", set, new CompatibilityProperties(CacheLineFlushSize: 32));
        Member[] members =
        [
            new("unreported", new CpuCapabilities("GenuineIntel", set, CompatibilityProperties.None)),
            new("64", new CpuCapabilities("GenuineIntel", set, new CompatibilityProperties(CacheLineFlushSize: 64))),
        ];

        var evaluation = PoolEvaluation.Of(PoolPolicy.Default, PoolIdentity.Open, members, before, before);

        Assert.Equal(64U, evaluation.Baseline!.Capabilities.Properties.CacheLineFlushSize);
    }
}

using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Emulator.Faults;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Tests;

public sealed class FaultTextTests
{
    private static readonly Catalogue X86 = Catalogue.For(Architecture.X86_64);

    [Fact]
    public void Parse_EveryEffect_IsRead()
    {
        Assert.Equal(
            new Fault(DeviceOperation.Create, null, 2, 3, new FaultEffect.Fail(Errno.ENOMEM)),
            Parse("create:errno=ENOMEM,after=2,times=3"));
        Assert.Equal(
            new Fault(DeviceOperation.HostGet, 0x6000A, 0, null, new FaultEffect.Refuse(HypervisorStatus.AccessDenied)),
            Parse("host-get(0x6000A):status=6"));
        Assert.Equal(new Fault(null, null, 0, null, new FaultEffect.Vanish()), Parse("*:vanish"));
        Assert.Equal(new FaultEffect.Answer(0x12), Parse("get:value=0x12").Effect);
        Assert.Equal(new FaultEffect.Turn(1), Parse("get:turn=1").Effect);
        Assert.Equal(new FaultEffect.Shorten(4), Parse("get-ex:short=4").Effect);
        Assert.Equal(
            ["bank0:5", "xsave:2"],
            ((FaultEffect.Distort)Parse("create:drop=avx+bank0:5").Effect).Dropped.Bits().Select(bit => $"{bit}"));
    }

    [Theory]
    [InlineData("create", "has no ':'")]
    [InlineData("destroy:errno=EIO", "'destroy' is not one of create, create-vp")]
    [InlineData("create:errno=EWHAT", "'EWHAT' is not an errno")]
    [InlineData("create:status=0", "'0' is not a valid number for status")]
    [InlineData("get:short=8", "'8' is not a valid number for short")]
    [InlineData("create:drop=nosuch", "nosuch")]
    [InlineData("create:fire=1", "'fire' is not one of errno, status")]
    [InlineData("get(x):value=1", "'x' is not a property code")]
    [InlineData("get:value=1,often", "'often' is neither after=N nor times=N")]
    public void Parse_Nonsense_SaysWhatWouldBeRight(string text, string expected)
    {
        var (fault, error) = FaultText.Parse(text, X86);

        Assert.Null(fault);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_AfterAndTimes_FallOnTheCallsBetween()
    {
        var script = new FaultScript([Parse("get(0x6000A):errno=EIO,after=1,times=2"), Parse("get:errno=EPERM,after=4")]);

        var effects = Enumerable.Range(0, 6).Select(_ => script.Next(DeviceOperation.Get, 0x6000A)).ToList();

        Assert.Equal(
            [null, Errno.EIO, Errno.EIO, null, Errno.EPERM, Errno.EPERM],
            effects.Select(effect => (effect as FaultEffect.Fail)?.Errno));
        Assert.Null(script.Next(DeviceOperation.Set, 0x6000A));
    }

    private static Fault Parse(string text)
    {
        var (fault, error) = FaultText.Parse(text, X86);
        Assert.Null(error);
        return fault!;
    }
}

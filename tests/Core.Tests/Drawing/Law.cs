using FsCheck;
using FsCheck.Fluent;

namespace Levelset.Core.Tests.Drawing;

/// <summary>States something that must hold for every pool that can be drawn.</summary>
internal static class Law
{
    private const int Draws = 400;

    /// <summary>Draws pools until one breaks the law; reports the smallest that still does.</summary>
    public static void Holds(Action<Pool> law)
    {
        var pools = Gen.Choose(0, int.MaxValue).Select(Pool.Draw);
        var property = Prop.ForAll(Arb.From(pools, pool => pool.Smaller()), law);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Draws), property);
    }
}

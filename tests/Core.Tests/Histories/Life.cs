using Levelset.Model;

namespace Levelset.Core.Tests.Histories;

/// <summary>Core and the model side by side.</summary>
internal sealed class Life
{
    private readonly CoreFleet core;
    private readonly Invariants invariants;

    public Life(NaivePool[] pools, Random random)
    {
        core = new CoreFleet(pools, random);
        Model = new NaiveFleet(pools, KindOf);
        invariants = new Invariants(core, Model, random);
    }

    public NaiveFleet Model { get; }

    /// <summary>One step, and all invariants. False = it was refused.</summary>
    public bool Play(HistoryStep step)
    {
        var (expected, done) = (Model.Play(step), core.Play(step));
        Broken.Unless(0, expected == done, () => $"{step}: done {done}, by the model {expected}");
        invariants.Hold(step);
        return done;
    }

    private static string KindOf(Offering reading)
    {
        var offer = reading.ToCapabilities();
        return Fingerprint.Of(offer).Value;
    }
}

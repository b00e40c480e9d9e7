namespace Levelset.FleetSimulator;

/// <summary>A scenario as its YAML file has it; every key is optional there.</summary>
internal sealed class ScenarioFile
{
    public int Hosts { get; set; } = 100;

    public int Pools { get; set; } = 1;

    public int Racks { get; set; } = 10;

    public List<KindEntry> Kinds { get; set; } = [];

    public List<StepEntry> Steps { get; set; } = [];

    /// <summary>A kind of processor, and how much of the fleet has it.</summary>
    internal sealed class KindEntry
    {
        public string Profile { get; set; } = "";

        public int Weight { get; set; } = 1;

        public List<string> Without { get; set; } = [];
    }

    /// <summary>One step. Exactly one of connect, disconnect, flap, join and report says what, and of which hosts.</summary>
    internal sealed class StepEntry
    {
        public string? Connect { get; set; }

        public string? Disconnect { get; set; }

        public string? Flap { get; set; }

        public string? Join { get; set; }

        public string? Report { get; set; }

        public List<string> Without { get; set; } = [];

        public double Over { get; set; }

        public double Pause { get; set; }

        public int Times { get; set; } = 1;
    }
}

using System.Text.Json;

namespace Levelset.Model;

/// <summary>What the catalogue's file says of one architecture, read by a reader of its own.</summary>
public sealed class Facts
{
    private readonly Dictionary<string, int> byName = [];

    private Facts(string architecture)
    {
        IsArm = architecture == "arm64";
        using var file = typeof(Facts).Assembly.GetManifestResourceStream($"{architecture}.json")!;
        using var document = JsonDocument.Parse(file);
        var length = IsArm ? 128 : 192;
        (Known, HostOnly, Mitigations, MustStay) = (new bool[length], new bool[length], new bool[length], new bool[length]);
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
        {
            Take(feature);
        }

        foreach (var rule in document.RootElement.GetProperty("requirements").EnumerateArray())
        {
            if (Text(rule, "strength") == "hard")
            {
                Needs.Add((byName[Text(rule, "feature")], byName[Text(rule, "requires")]));
            }
        }

        if (document.RootElement.TryGetProperty("immunities", out var immunities))
        {
            foreach (var fact in immunities.EnumerateArray())
            {
                var with = fact.TryGetProperty("with", out var name) ? byName[name.GetString()!] : -1;
                Immunities.Add((byName[Text(fact, "mitigation")], byName[Text(fact, "immunity")], with));
            }
        }
    }

    /// <summary>Of x86_64.</summary>
    public static Facts X86 { get; } = new("x86_64");

    /// <summary>Of arm64.</summary>
    public static Facts Arm { get; } = new("arm64");

    /// <summary>Whether they are of arm64.</summary>
    public bool IsArm { get; }

    /// <summary>K.</summary>
    public bool[] Known { get; }

    /// <summary>Seen by no ordinary guest.</summary>
    public bool[] HostOnly { get; }

    /// <summary>Their loss costs security.</summary>
    public bool[] Mitigations { get; }

    /// <summary>Without them creation fails.</summary>
    public bool[] MustStay { get; }

    /// <summary>nested_virt; -1 where there is none.</summary>
    public int Nested => byName.GetValueOrDefault("nested_virt", -1);

    /// <summary>The hard requirements.</summary>
    public List<(int Feature, int Requires)> Needs { get; } = [];

    /// <summary>Which immunity makes which mitigation dispensable; -1 = the hazard does not depend on another feature.</summary>
    public List<(int Mitigation, int Immunity, int With)> Immunities { get; } = [];

    /// <summary>The position of a name.</summary>
    public int Position(string name) => byName[name];

    /// <summary>Of an architecture.</summary>
    public static Facts Of(bool arm) => arm ? Arm : X86;

    /// <summary>Without what lacks something that it requires, over and over until nothing changes.</summary>
    public bool[] Close(bool[] set)
    {
        var left = (bool[])set.Clone();
        bool changed;
        do
        {
            changed = false;
            foreach (var (feature, requires) in Needs)
            {
                if (left[feature] && !left[requires])
                {
                    left[feature] = false;
                    changed = true;
                }
            }
        }
        while (changed);
        return left;
    }

    /// <summary>With all that is required, over and over until nothing changes.</summary>
    public bool[] Complete(bool[] set)
    {
        var all = (bool[])set.Clone();
        bool changed;
        do
        {
            changed = false;
            foreach (var (feature, requires) in Needs)
            {
                if (all[feature] && !all[requires])
                {
                    all[requires] = true;
                    changed = true;
                }
            }
        }
        while (changed);
        return all;
    }

    /// <summary>Whether a guest on a host may do without a feature.</summary>
    public bool IsWaivable(int feature, bool[] host)
    {
        if (HostOnly[feature])
        {
            return true;
        }

        var hazards = 0;
        foreach (var (mitigation, immunity, with) in Immunities)
        {
            if (mitigation == feature && (with < 0 || host[with]))
            {
                if (!host[immunity])
                {
                    return false;
                }

                hazards++;
            }
        }

        return Mitigations[feature] && hazards > 0;
    }

    private void Take(JsonElement feature)
    {
        var word = Text(feature, "word") switch
        {
            "bank0" => 0,
            "bank1" => 1,
            "xsave" => 2,
            var other => throw new InvalidDataException($"{other} is not a word"),
        };
        var bit = (64 * word) + feature.GetProperty("bit").GetInt32();
        if (feature.TryGetProperty("name", out var name))
        {
            byName[name.GetString()!] = bit;
        }

        var kind = Text(feature, "kind");
        Known[bit] = kind is not ("deprecated" or "reserved");
        HostOnly[bit] = kind == "host_only";
        Mitigations[bit] = kind == "mitigation";
        MustStay[bit] = feature.TryGetProperty("mustStayEnabled", out var must) && must.GetBoolean();
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

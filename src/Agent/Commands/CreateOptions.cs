using System.CommandLine;
using System.Globalization;
using Levelset.Agent.Mapping;
using Levelset.AgentV1;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Commands;

/// <summary>The options that describe a partition to be created.</summary>
internal sealed class CreateOptions
{
    private readonly Option<string> name = new("--name")
    {
        Description = "Display name.",
        HelpName = "NAME",
        DefaultValueFactory = _ => string.Empty,
    };

    private readonly Option<bool> nested = new("--nested") { Description = "Enable nested virtualization (pt_flags bit 4)." };

    private readonly Option<bool> smt = new("--smt")
    {
        Description = "Enable simultaneous multithreading (pt_flags bit 5).",
    };

    private readonly Option<bool> noSuperPages = new("--no-gpa-super-pages")
    {
        Description = "Disable guest super pages (pt_flags bit 2 clear).",
    };

    private readonly Option<string> isolation = new("--isolation")
    {
        Description = "none, or snp (Microsoft kernel only).",
        HelpName = "none|snp",
        DefaultValueFactory = _ => "none",
    };

    private readonly Option<string[]> exclude = new("--exclude")
    {
        Description = "Features to exclude: names, or positions such as bank1:61.",
        HelpName = "FEATURE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> synthetic = new("--synthetic")
    {
        Description = "The synthetic features (1 = enabled).",
        HelpName = "MASK",
    };

    private readonly Option<string[]> early = new("--early")
    {
        Description = "An early property, by name or code, such as PHYSICAL_ADDRESS_WIDTH=40. Repeatable.",
        HelpName = "CODE=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> uninitialized = new("--uninitialized")
    {
        Description = "Do not initialize; the VMM will.",
    };

    public void AddTo(Command command)
    {
        isolation.AcceptOnlyFromAmong("none", "snp");
        foreach (var option in new Option[] { name, nested, smt, noSuperPages, isolation, exclude, synthetic, early, uninitialized })
        {
            command.Add(option);
        }
    }

    /// <summary>The request that the options describe.</summary>
    /// <exception cref="UsageException">Values that cannot be read; every one is named.</exception>
    public CreatePartitionRequest Read(ParseResult result)
    {
        var faults = new List<string>();
        var request = new CreatePartitionRequest
        {
            DisplayName = result.GetValue(name),
            Nested = result.GetValue(nested),
            ExcludedFeatures = { result.GetValue(exclude) },
            Smt = result.GetValue(smt),
            Isolation = result.GetValue(isolation) == "snp" ? 1UL : 0,
            NoGpaSuperPages = result.GetValue(noSuperPages),
            Uninitialized = result.GetValue(uninitialized),
            EarlyProperties = { ReadEarly(result, faults).Select(CreationMapping.ToWire) },
        };
        UsageException.ThrowIfAny(faults);
        return request;
    }

    private List<EarlyProperty> ReadEarly(ParseResult result, List<string> faults)
    {
        var properties = new List<EarlyProperty>();
        if (result.GetValue(synthetic) is { } mask)
        {
            if (TryParse(mask, out var value))
            {
                properties.Add(new EarlyProperty(EarlyPropertyKind.SyntheticProcFeatures, value));
            }
            else
            {
                faults.Add($"--synthetic: '{mask}' is not a number (decimal, or hexadecimal with 0x)");
            }
        }

        foreach (var text in result.GetValue(early)!)
        {
            var parts = text.Split('=', 2);
            if (parts.Length == 2 && TryParseCode(parts[0], out var code) && TryParse(parts[1], out var value))
            {
                properties.Add(new EarlyProperty(code, value));
            }
            else
            {
                faults.Add($"--early: '{text}' is not CODE=VALUE, where CODE is a number with 0x or one of "
                    + string.Join(", ", EarlyPropertyKind.All.Select(kind => kind.Name)));
            }
        }

        return properties;
    }

    private static bool TryParseCode(string text, out uint code)
    {
        var kind = EarlyPropertyKind.All.FirstOrDefault(kind => kind.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        code = kind?.Code ?? (TryParse(text, out var value) && value <= uint.MaxValue ? (uint)value : 0);
        return code != 0;
    }

    private static bool TryParse(string text, out ulong value) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

using System.Globalization;
using System.Text.Json;

namespace Levelset.Processors;

/// <summary>Reads the JSON of a dump and goes on after a fault, so that all are named.</summary>
internal sealed class ProcessorDumpReader
{
    private static readonly string[] RowMembers = ["leaf", "subleaf", "eax", "ebx", "ecx", "edx"];

    public List<DumpFault> Faults { get; } = [];

    public ProcessorDump? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Fault(DumpFaultKind.UnknownForm, string.Empty, "the text is not a JSON object");
            return null;
        }

        var isX86 = root.TryGetProperty("cpuid", out var cpuid);
        var isArm = root.TryGetProperty("id_registers", out var idRegisters);
        if (isX86 == isArm)
        {
            Fault(DumpFaultKind.UnknownForm, string.Empty, "expected either cpuid (x86_64) or id_registers (arm64)");
            return null;
        }

        return isX86 ? ReadX86(root, cpuid) : ReadArm(root, idRegisters);
    }

    private ProcessorDump? ReadX86(JsonElement root, JsonElement cpuid)
    {
        var rows = ReadRows(cpuid);
        var msrs = ReadMsrs(root);
        var (name, microarchitecture, source) = Labels(root);
        return Faults.Count == 0
            ? ProcessorDump.X86(name, microarchitecture, source, new CpuidLeaves(rows, msrs))
            : null;
    }

    private ProcessorDump? ReadArm(JsonElement root, JsonElement idRegisters)
    {
        var values = new Dictionary<string, ulong>(StringComparer.Ordinal);
        if (Is(idRegisters, JsonValueKind.Object, "id_registers"))
        {
            foreach (var register in idRegisters.EnumerateObject())
            {
                AddUnique(values, register.Name, Number(register.Value, $"id_registers.{register.Name}", ulong.MaxValue));
            }

            if (values.Count == 0 && Faults.Count == 0)
            {
                Fault(DumpFaultKind.NoData, "id_registers", "no ID register is given");
            }
        }

        if (root.TryGetProperty("midr", out var midr) && Number(midr, "midr", ulong.MaxValue) is { } value)
        {
            values.TryAdd("MIDR_EL1", value);
        }

        var (name, microarchitecture, source) = Labels(root);
        return Faults.Count == 0
            ? ProcessorDump.Arm(name, microarchitecture, source, new IdRegisters(values, View(root)))
            : null;
    }

    // The collection calls a dump that was read from user space by a kind that says so.
    private IdRegisterView View(JsonElement root) =>
        Label(root, "kind").Contains("el0", StringComparison.OrdinalIgnoreCase)
            ? IdRegisterView.UserSpace
            : IdRegisterView.Kernel;

    private List<CpuidRow> ReadRows(JsonElement cpuid)
    {
        var rows = new List<CpuidRow>();
        if (!Is(cpuid, JsonValueKind.Array, "cpuid"))
        {
            return rows;
        }

        var seen = new HashSet<(uint Leaf, uint Subleaf)>();
        foreach (var (index, element) in cpuid.EnumerateArray().Index())
        {
            if (ReadRow(element, $"cpuid[{index}]") is not { } row)
            {
                continue;
            }

            rows.Add(row);
            if (!seen.Add((row.Leaf, row.Subleaf)))
            {
                Fault(DumpFaultKind.Duplicate, $"cpuid[{index}]", $"leaf 0x{row.Leaf:X} subleaf {row.Subleaf} is listed twice");
            }
        }

        if (cpuid.GetArrayLength() == 0)
        {
            Fault(DumpFaultKind.NoData, "cpuid", "no CPUID row is given");
        }
        else if (Faults.Count == 0 && !seen.Contains((0, 0)))
        {
            Fault(DumpFaultKind.Missing, "cpuid", "leaf 0 is missing: it names the vendor and the highest leaf");
        }

        return rows;
    }

    private CpuidRow? ReadRow(JsonElement element, string path)
    {
        if (!Is(element, JsonValueKind.Object, path))
        {
            return null;
        }

        uint?[] numbers = [.. RowMembers.Select(name => Member(element, path, name))];
        return numbers.All(number => number.HasValue)
            ? new CpuidRow(
                numbers[0]!.Value,
                numbers[1]!.Value,
                numbers[2]!.Value,
                numbers[3]!.Value,
                numbers[4]!.Value,
                numbers[5]!.Value)
            : null;
    }

    private Dictionary<uint, ulong> ReadMsrs(JsonElement root)
    {
        var msrs = new Dictionary<uint, ulong>();
        if (!root.TryGetProperty("msrs", out var array) || !Is(array, JsonValueKind.Array, "msrs"))
        {
            return msrs;
        }

        foreach (var (position, element) in array.EnumerateArray().Index())
        {
            var path = $"msrs[{position}]";
            if (!Is(element, JsonValueKind.Object, path))
            {
                continue;
            }

            var index = Member(element, path, "index");
            var value = Member(element, path, "value", ulong.MaxValue);
            if (index is { } i && value is { } v && !msrs.TryAdd(i, v))
            {
                Fault(DumpFaultKind.Duplicate, path, $"MSR 0x{i:X} is listed twice");
            }
        }

        return msrs;
    }

    private void AddUnique(Dictionary<string, ulong> values, string name, ulong? value)
    {
        if (value is { } v && !values.TryAdd(name, v))
        {
            Fault(DumpFaultKind.Duplicate, $"id_registers.{name}", "the register is listed twice");
        }
    }

    private uint? Member(JsonElement element, string path, string name) =>
        (uint?)Member(element, path, name, uint.MaxValue);

    private ulong? Member(JsonElement element, string path, string name, ulong greatest)
    {
        if (element.TryGetProperty(name, out var member))
        {
            return Number(member, $"{path}.{name}", greatest);
        }

        Fault(DumpFaultKind.Missing, $"{path}.{name}", "it is missing");
        return null;
    }

    private ulong? Number(JsonElement element, string path, ulong greatest)
    {
        if (!Is(element, JsonValueKind.String, path))
        {
            return null;
        }

        var text = element.GetString()!;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            && number <= greatest)
        {
            return number;
        }

        var bits = greatest == uint.MaxValue ? 32 : 64;
        Fault(DumpFaultKind.MalformedNumber, path, $"'{text}' is not 0x and hexadecimal digits of at most {bits} bits");
        return null;
    }

    private (string Name, string Microarchitecture, string Source) Labels(JsonElement root) =>
        (Label(root, "name"), Label(root, "microarchitecture"), Label(root, "source"));

    private string Label(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && Is(value, JsonValueKind.String, name) ? value.GetString()! : string.Empty;

    private bool Is(JsonElement element, JsonValueKind kind, string path)
    {
        if (element.ValueKind != kind)
        {
            Fault(DumpFaultKind.WrongType, path, $"expected {kind}, not {element.ValueKind}".ToLowerInvariant());
            return false;
        }

        return true;
    }

    private void Fault(DumpFaultKind kind, string path, string message) => Faults.Add(new DumpFault(kind, path, message));
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>
/// The raw registers of one processor, read from a JSON file. x86_64: <c>cpuid[]</c> with leaf, subleaf, eax, ebx, ecx, edx, and
/// <c>msrs[]</c> with index and value; arm64: <c>id_registers{}</c> and <c>midr</c>. All numbers are strings in hexadecimal.
/// </summary>
public sealed record ProcessorDump
{
    private ProcessorDump()
    {
    }

    /// <summary>The architecture, by the members that the file has.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>The file's own name for the processor; "" where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>Display name of the microarchitecture; "" where it has none.</summary>
    public required string Microarchitecture { get; init; }

    /// <summary>Whom the figures are from; "" where it does not say.</summary>
    public required string Source { get; init; }

    /// <summary>x86_64: the rows; null on arm64.</summary>
    public CpuidLeaves? Cpuid { get; init; }

    /// <summary>arm64: the registers; null on x86_64.</summary>
    public IdRegisters? IdRegisters { get; init; }

    /// <summary>Reads a dump.</summary>
    /// <param name="json">The text.</param>
    /// <param name="dump">The dump, when there is no fault; else null.</param>
    /// <returns>Every fault found, empty when the dump is right.</returns>
    public static ImmutableArray<DumpFault> Parse(string json, out ProcessorDump? dump) =>
        Parse(Encoding.UTF8.GetBytes(json), out dump);

    /// <summary>Reads a dump from UTF-8.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="dump">The dump, when there is no fault; else null.</param>
    /// <returns>Every fault found, empty when the dump is right.</returns>
    public static ImmutableArray<DumpFault> Parse(ReadOnlySpan<byte> utf8, out ProcessorDump? dump)
    {
        dump = null;
        JsonDocument document;
        try
        {
            var reader = new Utf8JsonReader(utf8);
            document = JsonDocument.ParseValue(ref reader);
            if (!IsAtEnd(utf8[(int)reader.BytesConsumed..]))
            {
                document.Dispose();
                return [new DumpFault(DumpFaultKind.NotJson, string.Empty, "there is text after the JSON value")];
            }
        }
        catch (JsonException exception)
        {
            return [new DumpFault(DumpFaultKind.NotJson, string.Empty, $"not JSON: {exception.Message}")];
        }

        using (document)
        {
            var reader = new ProcessorDumpReader();
            var read = reader.Read(document.RootElement);
            dump = reader.Faults.Count == 0 ? read : null;
            return [.. reader.Faults];
        }
    }

    /// <summary>What the processor announces.</summary>
    public ProcessorFeatures ToFeatures() =>
        Cpuid is not null ? ProcessorFeatures.From(Cpuid) : ProcessorFeatures.From(IdRegisters!);

    internal static ProcessorDump X86(string name, string microarchitecture, string source, CpuidLeaves cpuid) => new()
    {
        Architecture = Architecture.X86_64,
        Name = name,
        Microarchitecture = microarchitecture,
        Source = source,
        Cpuid = cpuid,
    };

    internal static ProcessorDump Arm(string name, string microarchitecture, string source, IdRegisters registers) => new()
    {
        Architecture = Architecture.Arm64,
        Name = name,
        Microarchitecture = microarchitecture,
        Source = source,
        IdRegisters = registers,
    };

    private static bool IsAtEnd(ReadOnlySpan<byte> rest) => rest.Trim(" \t\r\n"u8).IsEmpty;
}

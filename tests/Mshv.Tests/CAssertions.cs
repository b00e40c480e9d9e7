using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Mshv.Tests;

/// <summary>
/// Turns the C# types into C assertions, one per line. What the C header does not declare, the compiler does not know: a new
/// struct or number without its C declaration fails.
/// </summary>
internal static partial class CAssertions
{
    /// <summary>The whole ABI, and what the agent takes from the C library and the kernel's headers.</summary>
    public static string OfEverything() => Source(
        [.. KernelTypes.Structs.SelectMany(OfStruct), .. OfNumbers(), .. OfErrnos(), .. OfConstants(typeof(LibC)), .. OfConstants(typeof(Seccomp))]);

    /// <summary>The ABI of the device alone, which needs no header of the target.</summary>
    public static string OfDevice() => Source(
        [.. KernelTypes.Structs.Where(IsOfDevice).SelectMany(OfStruct), .. OfNumbers(), .. OfErrnos()]);

    private static string Source(IEnumerable<string> assertions) =>
        new StringBuilder("#include \"mshv_abi.h\"\n").AppendJoin('\n', assertions).Append('\n').ToString();

    private static bool IsOfDevice(Type type) =>
        IsArray(type)
        || type.Name.StartsWith("mshv_", StringComparison.Ordinal)
        || type.Name.StartsWith("hv_", StringComparison.Ordinal);

    private static IEnumerable<string> OfStruct(Type type)
    {
        var name = IsArray(type) ? type.Name : $"struct {type.Name}";
        yield return Assertion($"sizeof({name})", KernelTypes.SizeOf(type));
        if (IsArray(type))
        {
            yield break;
        }

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            yield return Assertion($"offsetof({name}, {field.Name})", OffsetOf(type, field));
            yield return Assertion($"sizeof((({name} *)0)->{field.Name})", KernelTypes.SizeOf(field.FieldType));
        }
    }

    private static IEnumerable<string> OfNumbers() =>
    [
        .. OfConstants(typeof(MshvIoctl)),
        .. OfConstants(typeof(HvCallCode)),
        .. Enum.GetValues<HvPartitionPropertyCode>().Select(code => Assertion("HV_PARTITION_PROPERTY_" + Snake($"{code}"), (uint)code)),
        .. Fields<HypervisorStatus>().Select(field => Assertion("HV_STATUS_" + Snake(field.Name), field.Value.Value)),
    ];

    private static IEnumerable<string> OfErrnos() =>
        Fields<Errno>().Where(field => field.Value != Errno.Success).Select(field => Assertion(field.Name, field.Value.Number));

    private static IEnumerable<string> OfConstants(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field is { IsLiteral: true })
            .Select(field => Assertion(field.Name, field.GetRawConstantValue()!));

    private static IEnumerable<(string Name, T Value)> Fields<T>() =>
        typeof(T).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Where(field => field.FieldType == typeof(T))
            .Select(field => (field.Name, (T)field.GetValue(null)!));

    private static string Assertion(string expression, object value) =>
        string.Create(CultureInfo.InvariantCulture, $"_Static_assert(({expression}) == {value}, \"C# says {value}\");");

    private static bool IsArray(Type type) => type.GetCustomAttribute<InlineArrayAttribute>() is not null;

    // Explicit layouts say it themselves; sequential ones are asked.
    private static int OffsetOf(Type type, FieldInfo field) =>
        field.GetCustomAttribute<FieldOffsetAttribute>()?.Value ?? (int)Marshal.OffsetOf(type, field.Name);

    // ProcessorFeatures0 is PROCESSOR_FEATURES0 in C.
    private static string Snake(string name) => WordStart().Replace(name, "_").ToUpperInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}

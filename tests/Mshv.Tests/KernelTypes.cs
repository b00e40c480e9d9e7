using System.Runtime.CompilerServices;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Mshv.Tests;

/// <summary>The structs that the kernel reads and writes.</summary>
internal static class KernelTypes
{
    // Values that the kernel never sees.
    private static readonly HashSet<Type> NotOfTheKernel = [typeof(Errno), typeof(HypervisorStatus)];

    /// <summary>Every struct of both libraries, in order of name.</summary>
    public static IEnumerable<Type> Structs { get; } = new[] { typeof(MshvIoctl), typeof(Seccomp) }
        .SelectMany(type => type.Assembly.GetTypes())
        .Where(type => type is { IsValueType: true, IsEnum: false, IsNested: false }
            && type.Namespace?.StartsWith("Levelset.", StringComparison.Ordinal) == true
            && !NotOfTheKernel.Contains(type))
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .ToList();

    /// <summary>Bytes that it takes.</summary>
    public static int SizeOf(Type type) => type.IsPointer ? nint.Size : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!
        .MakeGenericMethod(type)
        .Invoke(null, null)!;
}

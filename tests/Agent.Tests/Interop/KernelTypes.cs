using System.Runtime.CompilerServices;
using Levelset.Agent.Interop;

namespace Levelset.Agent.Tests.Interop;

/// <summary>The types of the interop that the kernel sees.</summary>
internal static class KernelTypes
{
    // Values of this project, which the kernel never sees.
    private static readonly HashSet<Type> NotOfTheKernel = [typeof(Errno), typeof(HypervisorStatus)];

    /// <summary>Every struct, in order of name.</summary>
    public static IEnumerable<Type> Structs { get; } = typeof(MshvIoctl).Assembly.GetTypes()
        .Where(type => type is { IsValueType: true, IsEnum: false, IsNested: false }
            && type.Namespace == typeof(MshvIoctl).Namespace
            && !NotOfTheKernel.Contains(type))
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .ToList();

    /// <summary>Bytes that it takes.</summary>
    public static int SizeOf(Type type) => type.IsPointer ? nint.Size : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!
        .MakeGenericMethod(type)
        .Invoke(null, null)!;
}

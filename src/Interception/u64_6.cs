using System.Runtime.CompilerServices;

namespace Levelset.Interception;

/// <summary>__u64[6].</summary>
[InlineArray(6)]
public struct u64_6
{
    public ulong element;
}

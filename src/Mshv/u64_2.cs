using System.Runtime.CompilerServices;

namespace Levelset.Mshv;

/// <summary>__u64[2].</summary>
[InlineArray(2)]
public struct u64_2
{
    public ulong element;
}

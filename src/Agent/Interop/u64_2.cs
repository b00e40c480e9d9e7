using System.Runtime.CompilerServices;

namespace Levelset.Agent.Interop;

/// <summary>__u64[2].</summary>
[InlineArray(2)]
internal struct u64_2
{
    public ulong element;
}

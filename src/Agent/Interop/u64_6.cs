using System.Runtime.CompilerServices;

namespace Levelset.Agent.Interop;

/// <summary>__u64[6].</summary>
[InlineArray(6)]
internal struct u64_6
{
    public ulong element;
}

using System.Runtime.CompilerServices;

namespace Levelset.Agent.Interop;

/// <summary>__u16[3].</summary>
[InlineArray(3)]
internal struct u16_3
{
    public ushort element;
}

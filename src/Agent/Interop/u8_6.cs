using System.Runtime.CompilerServices;

namespace Levelset.Agent.Interop;

/// <summary>__u8[6].</summary>
[InlineArray(6)]
internal struct u8_6
{
    public byte element;
}

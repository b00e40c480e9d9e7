using System.Runtime.CompilerServices;

namespace Levelset.Mshv;

/// <summary>__u8[6].</summary>
[InlineArray(6)]
public struct u8_6
{
    public byte element;
}

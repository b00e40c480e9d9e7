using System.Runtime.CompilerServices;

namespace Levelset.Mshv;

/// <summary>__u16[3].</summary>
[InlineArray(3)]
public struct u16_3
{
    public ushort element;
}

using System.Runtime.CompilerServices;

namespace Levelset.Mshv;

/// <summary>__u64[508]: as many banks as fit into a property's largest answer.</summary>
[InlineArray(508)]
public struct u64_508
{
    public ulong element;
}

using Levelset.Core.Catalogues;

namespace Levelset.Processors;

/// <summary>One answer of CPUID.</summary>
/// <param name="Leaf">EAX on entry.</param>
/// <param name="Subleaf">ECX on entry; 0 where the leaf has none.</param>
/// <param name="Eax">EAX on return.</param>
/// <param name="Ebx">EBX on return.</param>
/// <param name="Ecx">ECX on return.</param>
/// <param name="Edx">EDX on return.</param>
public readonly record struct CpuidRow(uint Leaf, uint Subleaf, uint Eax, uint Ebx, uint Ecx, uint Edx)
{
    /// <summary>One register.</summary>
    public uint this[CpuidRegister register] => register switch
    {
        CpuidRegister.Eax => Eax,
        CpuidRegister.Ebx => Ebx,
        CpuidRegister.Ecx => Ecx,
        CpuidRegister.Edx => Edx,
        _ => throw new ArgumentOutOfRangeException(nameof(register), register, "not a register of CPUID"),
    };
}

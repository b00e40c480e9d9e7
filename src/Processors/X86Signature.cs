namespace Levelset.Processors;

/// <summary>CPUID 1.EAX. Source: Intel SDM volume 2, CPUID; AMD APM volume 3, appendix E.</summary>
internal static class X86Signature
{
    public static (int Family, int Model, int Stepping) Decode(uint signature)
    {
        var family = (int)(signature >> 8) & 0xF;
        var model = (int)(signature >> 4) & 0xF;
        if (family is 6 or 15)
        {
            model |= (int)(signature >> 12) & 0xF0;
        }

        if (family == 15)
        {
            family += (int)(signature >> 20) & 0xFF;
        }

        return (family, model, (int)signature & 0xF);
    }
}

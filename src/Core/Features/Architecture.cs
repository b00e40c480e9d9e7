namespace Levelset.Core.Features;

/// <summary>The instruction set architecture of a host. Values equal those of the gRPC enum.</summary>
public enum Architecture
{
    /// <summary>AMD64 / Intel 64: processor banks 0 and 1, and the xsave word.</summary>
    X86_64 = 1,

    /// <summary>AArch64: processor banks 0 and 1; no xsave word.</summary>
    Arm64 = 2,
}

using System.Runtime.InteropServices;

namespace Levelset.Cli.Output;

/// <summary>struct winsize of asm-generic/termios.h.</summary>
[StructLayout(LayoutKind.Sequential)]
#pragma warning disable CS8981 // The kernel's own name.
internal struct winsize
#pragma warning restore CS8981
{
    /// <summary>Lines.</summary>
    public ushort ws_row;

    /// <summary>Columns.</summary>
    public ushort ws_col;

    /// <summary>Unused.</summary>
    public ushort ws_xpixel;

    /// <summary>Unused.</summary>
    public ushort ws_ypixel;
}

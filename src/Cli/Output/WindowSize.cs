using System.Runtime.InteropServices;

namespace Levelset.Cli.Output;

/// <summary>How wide the terminal is. The runtime's own property switches the terminal's modes with escape sequences.</summary>
internal static partial class WindowSize
{
    private const int StandardOutput = 1;
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    /// <summary>Columns of the terminal that is standard output; 80 where it does not say.</summary>
    public static int Columns() =>
        Ioctl(StandardOutput, GetWindowSize, out var size) == 0 && size.ws_col > 0 ? size.ws_col : 80;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, out winsize size);
}

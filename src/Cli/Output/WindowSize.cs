using System.Runtime.InteropServices;

namespace Levelset.Cli.Output;

/// <summary>The width of the terminal. The runtime's property would change terminal modes with escape sequences.</summary>
internal static partial class WindowSize
{
    private const int StandardOutput = 1;
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    /// <summary>Columns of the terminal on standard output; 80 if unknown.</summary>
    public static int Columns() =>
        Ioctl(StandardOutput, GetWindowSize, out var size) == 0 && size.ws_col > 0 ? size.ws_col : 80;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, out winsize size);
}

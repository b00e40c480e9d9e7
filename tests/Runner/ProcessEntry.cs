using System.Globalization;

namespace Levelset.TestRunner;

/// <summary>One process of this machine.</summary>
/// <param name="State">As proc(5) has it: R, S, D, Z, T ...</param>
internal sealed record ProcessEntry(int Id, int Parent, char State, string CommandLine)
{
    public static IEnumerable<ProcessEntry> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => Read(int.Parse(name!, CultureInfo.InvariantCulture)))
            .OfType<ProcessEntry>();

    /// <summary>The fields of /proc/PID/stat from the third on; the second, a program's name, may contain anything.</summary>
    public static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({State}, child of {Parent}) {CommandLine}";

    private static ProcessEntry? Read(int id)
    {
        try
        {
            var fields = Fields(File.ReadAllText($"/proc/{id}/stat"));
            var command = File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').TrimEnd();
            return new ProcessEntry(id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[0][0], command);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It ended in between.
            return null;
        }
    }
}

using System.Runtime.InteropServices;

namespace Levelset.Interop.Tests.Harness;

/// <summary>buf, as package-lock.json pins it.</summary>
internal sealed class Buf
{
    private readonly string program;

    private Buf(string program) => this.program = program;

    /// <summary>Installs it from the npm registry where it is not there yet, or not as pinned.</summary>
    public static async Task<Buf> InstallAsync(CancellationToken cancellationToken)
    {
        var platform = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-aarch64" : "linux-x64";
        var program = Path.Combine(Repository.Tests, "node_modules", "@bufbuild", $"buf-{platform}", "bin", "buf");
        var pinned = new FileInfo(Path.Combine(Repository.Tests, "package-lock.json"));
        var installed = new FileInfo(Path.Combine(Repository.Tests, "node_modules", ".package-lock.json"));
        if (!File.Exists(program) || installed.LastWriteTimeUtc < pinned.LastWriteTimeUtc)
        {
            await NpmAsync(cancellationToken);
        }

        return new Buf(program);
    }

    /// <summary>Runs `buf ARGUMENTS` in the root of the source tree.</summary>
    public Task<ProcessResult> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(program, arguments, cancellationToken);

    /// <summary>Starts `buf ARGUMENTS`.</summary>
    public ChildProcess Start(IEnumerable<string> arguments) => ChildProcess.Start(program, arguments);

    private static async Task NpmAsync(CancellationToken cancellationToken)
    {
        var npm = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(directory => Path.Combine(directory, "npm"))
            .FirstOrDefault(File.Exists);
        Prerequisite.Require(npm is not null, "no npm; run: apt-get install -y npm");

        // Docs.Tests may run at the same time and needs it too. npm writes the file in node_modules last.
        const string Install = """
            cd "$0" && flock package-lock.json \
                sh -c '[ node_modules/.package-lock.json -nt package-lock.json ] || "$0" ci --ignore-scripts' "$1"
            """;
        var result = await ChildProcess.RunAsync("sh", ["-c", Install, Repository.Tests, npm!], cancellationToken);
        Prerequisite.Require(
            result.ExitCode == 0,
            $"buf could not be installed; run: npm ci --ignore-scripts --prefix tests/Interop.Tests\n{result.Transcript}");
    }
}

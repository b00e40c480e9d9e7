namespace Levelset.Interop.Tests.Harness;

/// <summary>
/// Python stubs generated from protos/ alone by the distribution's protoc, and the distribution's grpcio to use them with. The
/// paths are full ones, because other Pythons may come first in PATH.
/// </summary>
internal sealed class PythonStubs
{
    private const string Interpreter = "/usr/bin/python3";
    private const string Compiler = "/usr/bin/protoc";
    private const string Plugin = "/usr/bin/grpc_python_plugin";

    private const string WellKnownTypes = "/usr/include/google/protobuf/any.proto";

    private readonly string directory;

    private PythonStubs(string directory) => this.directory = directory;

    public static async Task<PythonStubs> GenerateAsync(string directory, CancellationToken cancellationToken)
    {
        Prerequisite.RequireDebianFile(Interpreter);
        Prerequisite.RequireDebianFile(Compiler);
        Prerequisite.RequireDebianFile(Plugin);
        Prerequisite.RequireDebianFile(WellKnownTypes);
        var import = await ChildProcess.RunAsync(Interpreter, ["-E", "-s", "-c", "import grpc, google.protobuf"], cancellationToken);
        Prerequisite.RequireDebian(import.ExitCode == 0, "no grpcio for Python");

        Directory.CreateDirectory(directory);
        await CompileAsync(directory, Repository.Protos, cancellationToken);

        // google.rpc's details are public types, and not part of our contract.
        await CompileAsync(directory, Path.Combine(Repository.Python, "protos"), cancellationToken);
        return new PythonStubs(directory);
    }

    /// <summary>Starts a program of the python folder: run.py DIRECTORY ARGUMENTS.</summary>
    public ChildProcess Start(string script, params IEnumerable<string> arguments) =>
        ChildProcess.Start(Interpreter, CommandLine(script, arguments));

    /// <summary>Runs a program of the python folder to its end.</summary>
    public Task<ProcessResult> RunAsync(string script, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(Interpreter, CommandLine(script, arguments), cancellationToken);

    private IEnumerable<string> CommandLine(string script, IEnumerable<string> arguments) =>
        ["-E", "-s", "-B", "-u", Path.Combine(Repository.Python, script), directory, .. arguments];

    private static async Task CompileAsync(string directory, string protos, CancellationToken cancellationToken)
    {
        var files = Directory.EnumerateFiles(protos, "*.proto", SearchOption.AllDirectories);
        var result = await ChildProcess.RunAsync(
            Compiler,
            [
                $"--proto_path={protos}",
                $"--python_out={directory}",
                $"--grpc_out={directory}",
                $"--plugin=protoc-gen-grpc={Plugin}",
                .. files,
            ],
            cancellationToken);
        result.RequireSuccess();
    }
}

using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using Grpc.Reflection.V1;

namespace Levelset.Interop.Tests.Harness;

/// <summary>
/// Python stubs generated from protos/ and gRPC's own health and reflection by the distribution's protoc, and the distribution's grpcio to use them with. The
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
        await CompileStandardServicesAsync(directory, cancellationToken);
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

    private static Task CompileAsync(string directory, string protos, CancellationToken cancellationToken) => CompileAsync(
        directory,
        $"--proto_path={protos}",
        Directory.EnumerateFiles(protos, "*.proto", SearchOption.AllDirectories),
        cancellationToken);

    // Debian has no Python package of these two; the descriptors are in gRPC's own assemblies.
    private static async Task CompileStandardServicesAsync(string directory, CancellationToken cancellationToken)
    {
        var health = HealthReflection.Descriptor.ToProto();
        health.Name = "grpc/health/v1/health.proto";
        var files = new FileDescriptorSet { File = { health, ReflectionReflection.Descriptor.ToProto() } };
        var set = Path.Combine(directory, "standard.binpb");
        await File.WriteAllBytesAsync(set, files.ToByteArray(), cancellationToken);
        await CompileAsync(directory, $"--descriptor_set_in={set}", files.File.Select(file => file.Name), cancellationToken);
    }

    private static async Task CompileAsync(
        string directory,
        string source,
        IEnumerable<string> files,
        CancellationToken cancellationToken)
    {
        var result = await ChildProcess.RunAsync(
            Compiler,
            [
                source,
                $"--python_out={directory}",
                $"--grpc_out={directory}",
                $"--plugin=protoc-gen-grpc={Plugin}",
                .. files,
            ],
            cancellationToken);
        result.RequireSuccess();
    }
}

namespace Levelset.Demo;

/// <summary>What ./run passes on.</summary>
/// <param name="Api">Path of levelset-api.</param>
/// <param name="Agent">Path of levelset-agent.</param>
/// <param name="Once">Whether to stop after the story.</param>
/// <param name="Grpc">Where gRPC listens.</param>
/// <param name="Http">Where HTTP listens.</param>
/// <param name="Database">A connection string, or null for the private cluster.</param>
/// <param name="Data">The private cluster's directory, or null for one that goes with the run.</param>
internal sealed record DemoOptions(
    string Api,
    string Agent,
    bool Once,
    string Grpc,
    string Http,
    string? Database,
    string? Data);

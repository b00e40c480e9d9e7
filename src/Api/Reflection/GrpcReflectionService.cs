using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using Microsoft.Extensions.Hosting;
using V1 = Levelset.V1;

namespace Levelset.Api.Reflection;

/// <summary>grpc.reflection.v1.ServerReflection over the descriptors of this server's services.</summary>
internal sealed class GrpcReflectionService(IHostApplicationLifetime lifetime) : ServerReflection.ServerReflectionBase
{
    private static readonly FileDescriptor[] Roots =
    [
        V1.ActivitiesReflection.Descriptor,
        V1.PoolsReflection.Descriptor,
        V1.HostsReflection.Descriptor,
        V1.PartitionsReflection.Descriptor,
        V1.MigrationsReflection.Descriptor,
        V1.PlanningReflection.Descriptor,
        V1.AgentsReflection.Descriptor,
        HealthReflection.Descriptor,
        ReflectionReflection.Descriptor,
    ];

    private static readonly Dictionary<string, FileDescriptor> Files = Closure(Roots).ToDictionary(file => file.Name);

    private static readonly Dictionary<string, FileDescriptor> Symbols = Files.Values
        .SelectMany(file => SymbolsOf(file).Select(symbol => (symbol, file)))
        .ToDictionary(pair => pair.symbol, pair => pair.file);

    /// <summary>The full names of the services.</summary>
    public static IReadOnlyList<string> Services { get; } =
        [.. Roots.SelectMany(file => file.Services).Select(service => service.FullName).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        while (await requestStream.MoveNext(stop.Token))
        {
            var response = Answer(requestStream.Current);
            response.ValidHost = requestStream.Current.Host;
            response.OriginalRequest = requestStream.Current;
            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    private static ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        ServerReflectionRequest.MessageRequestOneofCase.ListServices => ListServices(),
        ServerReflectionRequest.MessageRequestOneofCase.FileByFilename =>
            FileResponse(Files.GetValueOrDefault(request.FileByFilename), request.FileByFilename),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol =>
            FileResponse(Symbols.GetValueOrDefault(request.FileContainingSymbol), request.FileContainingSymbol),
        ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType =>
            Symbols.ContainsKey(request.AllExtensionNumbersOfType)
                ? new ServerReflectionResponse
                {
                    AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = request.AllExtensionNumbersOfType },
                }
                : Error(StatusCode.NotFound, $"{request.AllExtensionNumbersOfType} is unknown"),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension =>
            Error(StatusCode.NotFound, "proto3 messages have no extensions"),
        _ => Error(StatusCode.InvalidArgument, "the request asks for nothing"),
    };

    private static ServerReflectionResponse ListServices()
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(Services.Select(name => new ServiceResponse { Name = name }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private static ServerReflectionResponse FileResponse(FileDescriptor? file, string asked)
    {
        if (file is null)
        {
            return Error(StatusCode.NotFound, $"{asked} is unknown");
        }

        var response = new FileDescriptorResponse();
        response.FileDescriptorProto.AddRange(Closure([file]).Select(f => f.SerializedData));
        return new ServerReflectionResponse { FileDescriptorResponse = response };
    }

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };

    // A file and all that it imports; the file itself first.
    private static IReadOnlyList<FileDescriptor> Closure(IEnumerable<FileDescriptor> roots)
    {
        var found = new List<FileDescriptor>();
        var queue = new Queue<FileDescriptor>(roots);
        while (queue.TryDequeue(out var file))
        {
            if (found.All(other => other.Name != file.Name))
            {
                found.Add(file);
                file.Dependencies.ToList().ForEach(queue.Enqueue);
            }
        }

        return found;
    }

    private static IEnumerable<string> SymbolsOf(FileDescriptor file) =>
        file.Services.SelectMany(service => service.Methods.Select(method => method.FullName).Prepend(service.FullName))
            .Concat(file.MessageTypes.SelectMany(SymbolsOf))
            .Concat(file.EnumTypes.Select(type => type.FullName));

    private static IEnumerable<string> SymbolsOf(MessageDescriptor message) =>
        message.NestedTypes.SelectMany(SymbolsOf)
            .Concat(message.EnumTypes.Select(type => type.FullName))
            .Concat(message.Fields.InDeclarationOrder().Select(field => field.FullName))
            .Prepend(message.FullName);
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Api.ChangeFeed;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Hosts;

/// <summary>HostService over gRPC.</summary>
internal sealed class HostGrpcService(HostOperations hosts, Watches watches, HostWatch watch) : V1.HostService.HostServiceBase
{
    /// <inheritdoc/>
    public override Task<V1.Host> GetHost(V1.GetHostRequest request, ServerCallContext context) =>
        hosts.GetHostAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.ListHostsResponse> ListHosts(V1.ListHostsRequest request, ServerCallContext context) =>
        hosts.ListHostsAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.Host> UpdateHost(V1.UpdateHostRequest request, ServerCallContext context) =>
        hosts.UpdateHostAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Empty> DeleteHost(V1.DeleteHostRequest request, ServerCallContext context) =>
        hosts.DeleteHostAsync(request, Caller.Of(context), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.CreationArguments> GetCreationArguments(V1.GetCreationArgumentsRequest request, ServerCallContext context) =>
        hosts.GetCreationArgumentsAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<V1.ListHostReportsResponse> ListHostReports(V1.ListHostReportsRequest request, ServerCallContext context) =>
        hosts.ListHostReportsAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task WatchHosts(
        V1.WatchHostsRequest request,
        IServerStreamWriter<V1.HostEvent> responseStream,
        ServerCallContext context)
    {
        var errors = new ValidationErrors();
        var token = Watches.ReadToken(request.ResumeToken, errors);
        var pool = request.Pool.Length > 0 ? NameReader.ReadPool(request.Pool, "pool", errors) : null;
        var filter = WatchFilter.Read(request.Names, NameReader.ReadHost, pool, errors);
        errors.ThrowIfAny();
        return watches.RunAsync(
            watch,
            filter,
            token,
            (type, id, resume, row, host) => new V1.HostEvent
            {
                Type = type,
                EventId = id,
                ResumeToken = resume,
                EventTime = row?.Time.ToTimestamp(),
                Host = host,
            },
            responseStream,
            context.CancellationToken);
    }
}

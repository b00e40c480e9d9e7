using Grpc.Core;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Options;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.ChangeFeed;

/// <summary>Opens watches.</summary>
internal sealed class Watches(EventLog log, EventFeed feed, ServiceOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Notes a fault when a token is not one; null when there is none.</summary>
    public static WatchToken? ReadToken(string token, ValidationErrors errors)
    {
        var read = token.Length == 0 ? null : WatchToken.Parse(token);
        if (token.Length > 0 && read is null)
        {
            errors.Add(
                "resume_token",
                Reasons.WatchTokenInvalid,
                "not a resume_token of a watch; use the last one received, or omit it");
        }

        return read;
    }

    /// <summary>Streams until the caller goes or the service stops.</summary>
    public async Task RunAsync<TResource, TEvent>(
        ResourceWatch<TResource> watch,
        WatchFilter filter,
        WatchToken? token,
        Func<V1.WatchEventType, string, string, EventRow?, TResource?, TEvent> compose,
        IServerStreamWriter<TEvent> stream,
        CancellationToken cancellationToken)
        where TResource : class
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        if (token is { } given)
        {
            await log.RequireAsync(given, stop.Token);
        }

        var database = await log.IdentityAsync(stop.Token);
        await new WatchStream<TResource, TEvent>(watch, feed, database, filter, compose, stream, options, time)
            .RunAsync(token, stop.Token);
    }
}

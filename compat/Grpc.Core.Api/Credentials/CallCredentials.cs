namespace Grpc.Core;

/// <summary>Credentials that are sent with each call, over a secure channel only.</summary>
public abstract class CallCredentials
{
    /// <summary>All of <paramref name="credentials"/>, in order.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials) => new CompositeCallCredentials(credentials);

    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor) =>
        new InterceptorCallCredentials(interceptor);

    /// <summary>For the transport: states these credentials to <paramref name="configurator"/>.</summary>
    public abstract void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state);
}

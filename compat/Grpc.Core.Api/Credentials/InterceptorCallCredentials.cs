namespace Grpc.Core;

/// <summary>Call credentials that a delegate supplies.</summary>
internal sealed class InterceptorCallCredentials : CallCredentials
{
    private readonly AsyncAuthInterceptor _interceptor;

    public InterceptorCallCredentials(AsyncAuthInterceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        _interceptor = interceptor;
    }

    public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state) =>
        configurator.SetAsyncAuthInterceptorCredentials(state, _interceptor);
}

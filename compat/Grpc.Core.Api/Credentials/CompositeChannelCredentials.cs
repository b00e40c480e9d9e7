namespace Grpc.Core;

/// <summary>A secure channel with call credentials for all its calls.</summary>
internal sealed class CompositeChannelCredentials : ChannelCredentials
{
    private readonly ChannelCredentials _channelCredentials;
    private readonly CallCredentials _callCredentials;

    public CompositeChannelCredentials(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        ArgumentNullException.ThrowIfNull(callCredentials);
        if (!channelCredentials.IsComposable)
        {
            throw new ArgumentException(
                "Only secure channel credentials can carry call credentials.", nameof(channelCredentials));
        }

        _channelCredentials = channelCredentials;
        _callCredentials = callCredentials;
    }

    public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object? state) =>
        configurator.SetCompositeCredentials(state, _channelCredentials, _callCredentials);
}

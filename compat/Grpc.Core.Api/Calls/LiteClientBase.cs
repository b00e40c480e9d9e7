namespace Grpc.Core;

/// <summary>What a client generated with the <c>lite_client</c> option derives from.</summary>
public abstract class LiteClientBase
{
    protected LiteClientBase()
        : this(new UnimplementedCallInvoker())
    {
    }

    protected LiteClientBase(ChannelBase channel)
        : this((channel ?? throw new ArgumentNullException(nameof(channel))).CreateCallInvoker())
    {
    }

    protected LiteClientBase(CallInvoker callInvoker)
    {
        ArgumentNullException.ThrowIfNull(callInvoker);
        CallInvoker = callInvoker;
    }

    protected CallInvoker CallInvoker { get; }
}

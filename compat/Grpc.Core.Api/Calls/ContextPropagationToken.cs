namespace Grpc.Core;

/// <summary>Carries a call being served over to its child calls.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}

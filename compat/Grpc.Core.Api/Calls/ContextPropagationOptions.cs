namespace Grpc.Core;

/// <summary>Which properties of a call being served its child calls inherit.</summary>
public class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    public static readonly ContextPropagationOptions Default = new();

    public bool IsPropagateDeadline => propagateDeadline;

    public bool IsPropagateCancellation => propagateCancellation;
}

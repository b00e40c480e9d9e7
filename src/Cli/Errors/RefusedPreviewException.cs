using Grpc.Core;

namespace Levelset.Cli.Errors;

/// <summary>The service would refuse the change that is previewed.</summary>
internal sealed class RefusedPreviewException(RpcException refusal) : Exception(refusal.Message, refusal)
{
    public RpcException Refusal { get; } = refusal;

    /// <summary>Makes a call; FAILED_PRECONDITION of a preview becomes this exception.</summary>
    public static async Task<T> UnlessRefusedAsync<T>(bool isPreview, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException refusal) when (isPreview && refusal.StatusCode is StatusCode.FailedPrecondition)
        {
            throw new RefusedPreviewException(refusal);
        }
    }
}

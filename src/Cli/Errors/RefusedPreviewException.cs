using Grpc.Core;

namespace Levelset.Cli.Errors;

/// <summary>A preview says that the change would be refused: the answer to the question is no.</summary>
internal sealed class RefusedPreviewException(RpcException refusal) : Exception(refusal.Message, refusal)
{
    /// <summary>The refusal.</summary>
    public RpcException Refusal { get; } = refusal;

    /// <summary>Makes a call; a refusal of a preview becomes the answer no.</summary>
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

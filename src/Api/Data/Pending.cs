namespace Levelset.Api.Data;

/// <summary>An item that waits to be stored with others.</summary>
internal sealed class Pending<TItem, TResult>(TItem item)
{
    private readonly TaskCompletionSource<TResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int isSettled;
    private TResult? result;
    private Exception? fault;

    public TItem Item => item;

    /// <summary>Ends when the item has been committed or refused.</summary>
    public Task<TResult> Task => completion.Task;

    /// <summary>Whether something is wrong with it.</summary>
    public bool IsRefused => fault is not null;

    /// <summary>What its caller gets once the transaction is committed.</summary>
    public void Answer(TResult value) => result = value;

    /// <summary>What is wrong with it; the others are stored.</summary>
    public void Refuse(Exception exception) => fault = exception;

    /// <summary>The transaction begins again.</summary>
    public void Reset() => (result, fault) = (default, null);

    /// <summary>Takes it to be stored; false where it was withdrawn.</summary>
    public bool TryTake() => Interlocked.Exchange(ref isSettled, 1) == 0;

    /// <summary>Its caller wants it no more, unless it has been taken.</summary>
    public void Withdraw(CancellationToken cancellationToken)
    {
        if (TryTake())
        {
            completion.TrySetCanceled(cancellationToken);
        }
    }

    /// <summary>The transaction has ended.</summary>
    public void Complete()
    {
        if (fault is not null)
        {
            completion.TrySetException(fault);
        }
        else
        {
            completion.TrySetResult(result!);
        }
    }
}

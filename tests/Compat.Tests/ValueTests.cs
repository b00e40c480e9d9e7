using System.Text;
using Grpc.Core;

namespace Levelset.Compat.Tests;

/// <summary>Options, statuses, credentials and marshallers by themselves.</summary>
public sealed class ValueTests
{
    [Fact]
    public void CallOptions_With_ChangesOnlyTheCopy()
    {
        var headers = new Metadata();
        var deadline = DateTime.UtcNow;
        using var source = new CancellationTokenSource();
        var original = new CallOptions(headers);

        var changed = original.WithDeadline(deadline).WithCancellationToken(source.Token).WithWaitForReady()
            .WithWriteOptions(WriteOptions.Default);

        Assert.Same(headers, changed.Headers);
        Assert.Equal(deadline, changed.Deadline);
        Assert.Equal(source.Token, changed.CancellationToken);
        Assert.Same(WriteOptions.Default, changed.WriteOptions);
        Assert.True(changed.IsWaitForReady);
        Assert.Null(original.Deadline);
        Assert.False(original.IsWaitForReady);
    }

    [Fact]
    public void RpcException_FromStatus_StatesIt()
    {
        var cause = new InvalidOperationException("why");
        var error = new RpcException(new Status(StatusCode.Aborted, "conflict", cause));

        Assert.Equal(StatusCode.Aborted, error.StatusCode);
        Assert.Same(cause, error.InnerException);
        Assert.Same(Metadata.Empty, error.Trailers);
        Assert.Contains("Aborted", error.Message, StringComparison.Ordinal);
        Assert.Contains("conflict", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StatusCodes_AreThoseOfTheProtocol()
    {
        Assert.Equal(Enumerable.Range(0, 17), Enum.GetValues<StatusCode>().Select(code => (int)code));
        Assert.Equal(4, (int)StatusCode.DeadlineExceeded);
        Assert.Equal(9, (int)StatusCode.FailedPrecondition);
        Assert.Equal(16, (int)StatusCode.Unauthenticated);
        Assert.Equal(StatusCode.OK, Status.DefaultSuccess.StatusCode);
        Assert.Equal(StatusCode.Cancelled, Status.DefaultCancelled.StatusCode);
    }

    [Fact]
    public void ChannelCredentials_InsecureWithCallCredentials_IsRefused()
    {
        var call = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);

        Assert.Throws<ArgumentException>(() => ChannelCredentials.Create(ChannelCredentials.Insecure, call));
    }

    [Fact]
    public void CallCredentials_ComposeOfOne_IsRefused()
    {
        var call = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);

        Assert.Throws<ArgumentException>(() => CallCredentials.Compose(call));
    }

    [Fact]
    public void Marshallers_OfDelegates_GiveThemBack()
    {
        var marshaller = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);

        Assert.Equal("wörd", marshaller.Deserializer(marshaller.Serializer("wörd")));
        Assert.Equal("wörd", Marshallers.StringMarshaller.Deserializer(Marshallers.StringMarshaller.Serializer("wörd")));
    }
}

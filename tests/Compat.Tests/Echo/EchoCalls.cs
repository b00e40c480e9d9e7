using Grpc.Core;
using Levelset.Compat.Tests.Protos;

namespace Levelset.Compat.Tests.Echo;

/// <summary>Each kind of call, made with the same three words.</summary>
internal static class EchoCalls
{
    public const string Words = "one two three";

    public static TheoryData<MethodType> Kinds => [.. Enum.GetValues<MethodType>()];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<string> CallAsync(this Protos.Echo.EchoClient client, MethodType kind) => kind switch
    {
        MethodType.Unary => SayAsync(client),
        MethodType.ClientStreaming => CollectAsync(client),
        MethodType.ServerStreaming => SplitAsync(client),
        _ => ConverseAsync(client),
    };

    private static async Task<string> SayAsync(Protos.Echo.EchoClient client)
    {
        using var call = client.SayAsync(new Words { Text = Words }, cancellationToken: Cancel);
        return (await call).Text;
    }

    private static async Task<string> CollectAsync(Protos.Echo.EchoClient client)
    {
        using var call = client.Collect(cancellationToken: Cancel);
        foreach (var text in Words.Split(' '))
        {
            await call.RequestStream.WriteAsync(new Words { Text = text }, Cancel);
        }

        await call.RequestStream.CompleteAsync();
        return (await call).Text;
    }

    private static async Task<string> SplitAsync(Protos.Echo.EchoClient client)
    {
        using var call = client.Split(new Words { Text = Words }, cancellationToken: Cancel);
        var texts = new List<string>();
        await foreach (var words in call.ResponseStream.ReadAllAsync(Cancel))
        {
            texts.Add(words.Text);
        }

        return string.Join(' ', texts);
    }

    /// <summary>Reads each answer before it says the next word.</summary>
    private static async Task<string> ConverseAsync(Protos.Echo.EchoClient client)
    {
        using var call = client.Converse(cancellationToken: Cancel);
        var texts = new List<string>();
        foreach (var text in Words.Split(' '))
        {
            await call.RequestStream.WriteAsync(new Words { Text = text }, Cancel);
            Assert.True(await call.ResponseStream.MoveNext(Cancel));
            texts.Add(call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
        return string.Join(' ', texts);
    }
}

using Grpc.Core;
using Levelset.Compat.Tests.Protos;

namespace Levelset.Compat.Tests.Echo;

/// <summary>Gives back what it is given; the unary method does what the test says.</summary>
internal sealed class EchoService(EchoBehaviour behaviour) : Protos.Echo.EchoBase
{
    public override Task<Words> Say(Words request, ServerCallContext context) => behaviour.OnSay(request, context);

    public override async Task<Words> Collect(IAsyncStreamReader<Words> requestStream, ServerCallContext context)
    {
        var texts = new List<string>();
        await foreach (var words in requestStream.ReadAllAsync(context.CancellationToken))
        {
            texts.Add(words.Text);
        }

        return new Words { Text = string.Join(' ', texts) };
    }

    public override async Task Split(Words request, IServerStreamWriter<Words> responseStream, ServerCallContext context)
    {
        foreach (var text in request.Text.Split(' '))
        {
            await responseStream.WriteAsync(new Words { Text = text }, context.CancellationToken);
        }
    }

    public override async Task Converse(
        IAsyncStreamReader<Words> requestStream, IServerStreamWriter<Words> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext())
        {
            await responseStream.WriteAsync(requestStream.Current);
        }
    }
}

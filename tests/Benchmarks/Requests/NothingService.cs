using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Levelset.Benchmarks.Requests;

/// <summary>Answers with nothing.</summary>
internal sealed class NothingService : Nothing.NothingBase
{
    private static readonly Task<Empty> Done = Task.FromResult(new Empty());

    public override Task<Empty> Do(Empty request, ServerCallContext context) => Done;
}

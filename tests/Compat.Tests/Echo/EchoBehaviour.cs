using Grpc.Core;
using Levelset.Compat.Tests.Protos;

namespace Levelset.Compat.Tests.Echo;

/// <summary>What the unary method does in one test.</summary>
internal sealed class EchoBehaviour
{
    public Func<Words, ServerCallContext, Task<Words>> OnSay { get; set; } = (words, _) => Task.FromResult(words);
}

using Levelset.Api.Sessions;

namespace Levelset.Api.Agents;

/// <summary>A Hello that has been found well formed.</summary>
/// <param name="Hello">The message.</param>
/// <param name="Session">The stream that it opened.</param>
internal sealed record ReceivedHello(V1.Hello Hello, AgentSession Session)
{
    /// <summary>The {host}.</summary>
    public string HostId => Hello.HostId;
}

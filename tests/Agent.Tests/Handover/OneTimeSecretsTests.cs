using Levelset.Agent.Handover;

namespace Levelset.Agent.Tests.Handover;

/// <summary>Claims and tickets alike: one user, one use, in time.</summary>
public sealed class OneTimeSecretsTests
{
    private const uint Owner = 1000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly ObservableTimeProvider time = new();
    private readonly OneTimeSecrets<string> secrets;

    public OneTimeSecretsTests() => secrets = new OneTimeSecrets<string>(time);

    [Fact]
    public void Use_InTime_IsGoodOnce()
    {
        var secret = secrets.Issue("value", Owner, Lifetime, out var expires);
        time.Advance(Lifetime - TimeSpan.FromTicks(1));

        Assert.Equal((SecretState.Good, "value"), (secrets.Use(secret, Owner, out var value), value));
        Assert.Equal(SecretState.Used, secrets.Use(secret, Owner, out _));
        Assert.Equal(time.GetUtcNow() + TimeSpan.FromTicks(1), expires);
    }

    [Fact]
    public void Use_WhenItsTimeIsOver_IsExpired()
    {
        var secret = secrets.Issue("value", Owner, Lifetime, out _);
        time.Advance(Lifetime);

        Assert.Equal(SecretState.Expired, secrets.Use(secret, Owner, out _));
    }

    [Fact]
    public void Use_ByAnotherUser_IsRefusedAndLeavesItGood()
    {
        var secret = secrets.Issue("value", Owner, Lifetime, out _);

        Assert.Equal(SecretState.Refused, secrets.Use(secret, Owner + 1, out _));
        Assert.Equal(SecretState.Good, secrets.Use(secret, Owner, out _));
    }

    [Fact]
    public void Issue_TooManyOutstanding_IsRefusedUntilTheyAreForgotten()
    {
        for (var i = 0; i < 4096; i++)
        {
            secrets.Issue("value", Owner, Lifetime, out _);
        }

        Assert.Throws<AgentException>(() => secrets.Issue("value", Owner, Lifetime, out _));
        time.Advance(Lifetime + TimeSpan.FromHours(1) + TimeSpan.FromTicks(1));

        Assert.Equal(SecretState.Good, secrets.Use(secrets.Issue("value", Owner, Lifetime, out _), Owner, out _));
    }
}

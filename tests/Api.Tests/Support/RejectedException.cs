namespace Levelset.Api.Tests.Support;

/// <summary>The service answered a message with a rejection.</summary>
public sealed class RejectedException(Rejection rejection) : Exception($"{rejection.Reason}: {rejection.Message}")
{
    public Rejection Rejection => rejection;
}

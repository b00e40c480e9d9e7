namespace Levelset.Agent.Handover;

/// <summary>The result of presenting a secret.</summary>
internal enum SecretState
{
    /// <summary>Unknown, or another user's; the client is not told which.</summary>
    Refused,

    Used,

    Expired,

    /// <summary>Valid, and used up now.</summary>
    Good,
}

namespace Levelset.Agent.Handover;

/// <summary>What came of presenting a secret.</summary>
internal enum SecretState
{
    /// <summary>There is none like it, or it is another user's: whoever asks learns no more.</summary>
    Refused,

    /// <summary>It has done its work already.</summary>
    Used,

    /// <summary>It came too late.</summary>
    Expired,

    /// <summary>It is good.</summary>
    Good,
}

namespace Levelset.Agent.Handover;

/// <summary>Machine-readable reasons of the handover protocol: stable.</summary>
internal static class HandoverReason
{
    public const string Malformed = "MALFORMED";
    public const string VersionUnsupported = "VERSION_UNSUPPORTED";
    public const string LineTooLong = "LINE_TOO_LONG";
    public const string Busy = "BUSY";
    public const string DescriptorMissing = "DESCRIPTOR_MISSING";
    public const string DescriptorUnexpected = "DESCRIPTOR_UNEXPECTED";
    public const string NotAllowed = "NOT_ALLOWED";
    public const string ProcessUnknown = "PROCESS_UNKNOWN";
    public const string ClaimRefused = "CLAIM_REFUSED";
    public const string ClaimUsed = "CLAIM_USED";
    public const string ClaimExpired = "CLAIM_EXPIRED";
    public const string TicketRefused = "TICKET_REFUSED";
    public const string TicketUsed = "TICKET_USED";
    public const string TicketExpired = "TICKET_EXPIRED";
    public const string ArgumentsInvalid = "ARGUMENTS_INVALID";
    public const string Unavailable = "UNAVAILABLE";
    public const string NotAPartition = "NOT_A_PARTITION";
    public const string NotReadable = "NOT_READABLE";
    public const string AlreadyHeld = "ALREADY_HELD";
    public const string ReadBackDiffers = "READ_BACK_DIFFERS";
}

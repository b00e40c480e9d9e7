namespace Levelset.Api.Errors;

/// <summary>ErrorInfo.reason: stable words that clients may compare with. Listed in docs/guide/errors.md.</summary>
public static class Reasons
{
    /// <summary>ErrorInfo.domain.</summary>
    public const string Domain = "levelset.v1";

    public const string ArchitectureUnknown = "ARCHITECTURE_UNKNOWN";
    public const string BaselineNotFound = "BASELINE_NOT_FOUND";
    public const string BatchTooLarge = "BATCH_TOO_LARGE";
    public const string CommandUnanswered = "COMMAND_UNANSWERED";
    public const string DatabaseUnavailable = "DATABASE_UNAVAILABLE";
    public const string DeviceRefused = "DEVICE_REFUSED";
    public const string EtagStale = "ETAG_STALE";
    public const string FeatureRequired = "FEATURE_REQUIRED";
    public const string FeatureUnknown = "FEATURE_UNKNOWN";
    public const string FeaturesMissing = "FEATURES_MISSING";
    public const string FieldInvalid = "FIELD_INVALID";
    public const string FleetTooMixed = "FLEET_TOO_MIXED";
    public const string FloorExcluded = "FLOOR_EXCLUDED";
    public const string FloorUnmet = "FLOOR_UNMET";
    public const string HelloExpected = "HELLO_EXPECTED";
    public const string HostConnected = "HOST_CONNECTED";
    public const string HostHasPartitions = "HOST_HAS_PARTITIONS";
    public const string HostIdInUse = "HOST_ID_IN_USE";
    public const string HostInPool = "HOST_IN_POOL";
    public const string HostNotFound = "HOST_NOT_FOUND";
    public const string HostNotMember = "HOST_NOT_MEMBER";
    public const string HostNotReady = "HOST_NOT_READY";
    public const string HostsDoNotFit = "HOSTS_DO_NOT_FIT";
    public const string Internal = "INTERNAL";
    public const string MessageMalformed = "MESSAGE_MALFORMED";
    public const string MessageTooLarge = "MESSAGE_TOO_LARGE";
    public const string MethodUnknown = "METHOD_UNKNOWN";
    public const string NameInvalid = "NAME_INVALID";
    public const string NoBaseline = "NO_BASELINE";
    public const string NoReadyHost = "NO_READY_HOST";
    public const string NotWaivable = "NOT_WAIVABLE";
    public const string PageSizeInvalid = "PAGE_SIZE_INVALID";
    public const string PageTokenInvalid = "PAGE_TOKEN_INVALID";
    public const string PartitionBusy = "PARTITION_BUSY";
    public const string PartitionNotFound = "PARTITION_NOT_FOUND";
    public const string PolicyUnknown = "POLICY_UNKNOWN";
    public const string PoolBaseline = "POOL_BASELINE";
    public const string PoolExists = "POOL_EXISTS";
    public const string PoolNotEmpty = "POOL_NOT_EMPTY";
    public const string PoolNotFound = "POOL_NOT_FOUND";
    public const string PoolsTooFew = "POOLS_TOO_FEW";
    public const string ProtocolVersion = "PROTOCOL_VERSION";
    public const string ReadBackDiffers = "READ_BACK_DIFFERS";
    public const string RequestIdInvalid = "REQUEST_ID_INVALID";
    public const string RequestIdReused = "REQUEST_ID_REUSED";
    public const string SelectorInvalid = "SELECTOR_INVALID";
    public const string ServiceStopping = "SERVICE_STOPPING";
    public const string SimulationDiffers = "SIMULATION_DIFFERS";
    public const string StreamReplaced = "STREAM_REPLACED";
    public const string StreamTooSlow = "STREAM_TOO_SLOW";
    public const string UpdateMaskInvalid = "UPDATE_MASK_INVALID";
    public const string VendorUnknown = "VENDOR_UNKNOWN";
    public const string WatchTokenExpired = "WATCH_TOKEN_EXPIRED";
    public const string WatchTokenForeign = "WATCH_TOKEN_FOREIGN";
    public const string WatchTokenInvalid = "WATCH_TOKEN_INVALID";
    public const string WatchTooSlow = "WATCH_TOO_SLOW";
    public const string WordsInvalid = "WORDS_INVALID";
    public const string WriteConflict = "WRITE_CONFLICT";
}

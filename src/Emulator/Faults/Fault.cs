namespace Levelset.Emulator.Faults;

/// <summary>One scripted fault.</summary>
/// <param name="Operation">Which operation; null for every one.</param>
/// <param name="Property">Only for this property; null for all.</param>
/// <param name="After">How many matching calls go well first.</param>
/// <param name="Times">How many go wrong then; null for all.</param>
/// <param name="Effect">How.</param>
internal sealed record Fault(DeviceOperation? Operation, uint? Property, int After, int? Times, FaultEffect Effect)
{
    /// <summary>Whether a call is one that it counts.</summary>
    public bool Matches(DeviceOperation operation, uint property) =>
        (Operation is null || Operation == operation) && (Property is null || Property == property);
}

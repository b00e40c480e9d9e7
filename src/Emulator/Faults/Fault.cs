namespace Levelset.Emulator.Faults;

/// <summary>An injected fault.</summary>
/// <param name="Operation">Which operation; null for every one.</param>
/// <param name="Property">Only for this property; null for all.</param>
/// <param name="After">How many matching calls succeed first.</param>
/// <param name="Times">How many fail then; null for all.</param>
/// <param name="Effect">The effect.</param>
internal sealed record Fault(DeviceOperation? Operation, uint? Property, int After, int? Times, FaultEffect Effect)
{
    /// <summary>Whether it applies to a call.</summary>
    public bool Matches(DeviceOperation operation, uint property) =>
        (Operation is null || Operation == operation) && (Property is null || Property == property);
}

using Levelset.Agent.Devices;
using Levelset.Agent.Probe;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;

namespace Levelset.Agent.Commands;

/// <summary>Prints what a host offers, as text.</summary>
internal sealed class ProbeText(IMshvDevice device, HostCapabilities capabilities)
{
    private readonly Catalogue catalogue = Catalogue.For(device.Architecture);

    /// <summary>Where a property was read, such as "/dev/mshv property 0x0006000A".</summary>
    public static string SourceOf(IMshvDevice device, HostCapabilities capabilities, HvPartitionPropertyCode code) => capabilities.Method.Source switch
    {
        ProbeSource.Simulated => device.Name,
        var source when !CanAsk(source, code) => $"not available by {capabilities.Method.Label}",
        ProbeSource.Device => $"{device.Name} property 0x{(uint)code:X8}",
        _ => $"{device.Name} property 0x{(uint)code:X8} by {capabilities.Method.Label}",
    };

    private static bool CanAsk(ProbeSource source, HvPartitionPropertyCode code) => code switch
    {
        HvPartitionPropertyCode.AssignableSyntheticProcFeatures => source == ProbeSource.Device,
        HvPartitionPropertyCode.SyntheticProcFeatures => source is ProbeSource.Device or ProbeSource.HostPartitionProperty,
        _ => true,
    };

    public void Write(TextWriter output)
    {
        if (device.IsSimulated)
        {
            output.WriteLine("SIMULATED: there is no hypervisor. This is what a hypervisor that hides nothing would offer.");
            output.WriteLine();
        }

        if (capabilities.Method.AllowList is { } why)
        {
            output.WriteLine("KERNEL'S ALLOW-LIST ONLY: the host offers at least this; the kernel does not report the rest.");
            output.WriteLine($"This kernel can only read a v1 partition: {why}.");
            output.WriteLine();
        }

        WriteSummary(output);
        output.WriteLine();
        WriteWords(output);
        output.WriteLine();
        WriteProperties(output);
        output.WriteLine();
        WriteFeatures(output);
    }

    private void WriteSummary(TextWriter output)
    {
        var table = new TextTable();
        table.Add("device", device.Name);
        if (device.ProcessorModel is { } model)
        {
            table.Add("processor", model);
        }

        table.Add("architecture", device.Architecture.Label);
        table.Add("vendor", capabilities.Vendor);
        table.Add("catalogue", catalogue.Version);
        table.Add("read by", capabilities.Method.Label);
        if (!device.IsSimulated)
        {
            table.Add("steps", capabilities.Method.Detail);
        }

        table.Write(output);
    }

    private void WriteWords(TextWriter output)
    {
        var table = new TextTable();
        table.Add("WORD", capabilities.Method.AllowList is null ? "VALUE (1 = offered)" : "VALUE (1 = allowed; at least)", "SOURCE");
        foreach (var word in device.Architecture.Words)
        {
            table.Add(
                word.Name,
                capabilities.Unreported.Contains(word) ? "not reported" : FeatureSetText.ToHex(capabilities.Supported[word]),
                SourceOf(device, capabilities, HypervisorProperties.CodeOf(word)));
        }

        AddMask(table, "synthetic_features", capabilities.Synthetic, HvPartitionPropertyCode.SyntheticProcFeatures);
        AddMask(
            table,
            "assignable_synthetic_features",
            capabilities.AssignableSynthetic,
            HvPartitionPropertyCode.AssignableSyntheticProcFeatures);
        table.Write(output);
    }

    private void AddMask(TextTable table, string name, ulong? value, HvPartitionPropertyCode code) =>
        table.Add(name, PropertyText.Mask(value), SourceOf(device, capabilities, code));

    private void WriteProperties(TextWriter output)
    {
        var table = new TextTable();
        table.Add("PROPERTY", "VALUE", "SOURCE");
        foreach (var (name, code, _, text) in PropertyText.List(capabilities.Properties))
        {
            table.Add(name, text, SourceOf(device, capabilities, code));
        }

        table.Write(output);
    }

    private void WriteFeatures(TextWriter output)
    {
        var table = new TextTable();
        table.Add("FEATURE", "POSITION", "KIND", "SOURCE");
        foreach (var bit in capabilities.Supported.Bits())
        {
            table.Add(
                catalogue.NameOf(bit),
                bit.ToString(),
                catalogue.KindOf(bit).Label,
                device.SourceOf(bit) ?? SourceOf(device, capabilities, HypervisorProperties.CodeOf(bit.Word)));
        }

        table.Write(output);
        output.WriteLine();
        output.WriteLine(capabilities.Supported.Count == 1 ? "1 feature offered" : $"{capabilities.Supported.Count} features offered");
    }
}

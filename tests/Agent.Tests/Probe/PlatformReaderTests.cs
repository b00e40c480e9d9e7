using Levelset.Agent.Probe;

namespace Levelset.Agent.Tests.Probe;

/// <summary>The firmware, as a DMI directory tells it.</summary>
public sealed class PlatformReaderTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("dmi-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Firmware_WholeTable_IsVendorVersionAndDate()
    {
        Write("bios_vendor", "Contoso\n");
        Write("bios_version", "2.17\n");
        Write("bios_date", "03/01/2026\n");

        Assert.Equal("Contoso 2.17 (03/01/2026)", PlatformReader.ReadFirmware(directory));
    }

    [Fact]
    public void Firmware_PartsThatAreMissing_AreLeftOut()
    {
        Assert.Equal("", PlatformReader.ReadFirmware(Path.Combine(directory, "none")));
        Write("bios_date", "03/01/2026\n");
        Assert.Equal("(03/01/2026)", PlatformReader.ReadFirmware(directory));
        Write("bios_version", "2.17\n");
        Assert.Equal("2.17 (03/01/2026)", PlatformReader.ReadFirmware(directory));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(directory, name), text);
}

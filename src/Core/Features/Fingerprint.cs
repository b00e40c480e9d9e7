using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Levelset.Core.Features;

/// <summary>
/// A digest of all that a verdict depends on: architecture, vendor, feature words, scalar properties save the clock. Hosts of
/// one fingerprint are interchangeable. 64 lower-case hexadecimal digits (SHA-256).
/// </summary>
public readonly record struct Fingerprint(string Value)
{
    /// <summary>The fingerprint of a host.</summary>
    public static Fingerprint Of(CpuCapabilities host)
    {
        var (vendor, supported, properties) = host;
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];

        // Every item has a fixed width or a length before it, so that no two inputs can share an encoding.
        Append(digest, number, (ulong)supported.Architecture);
        var vendorBytes = Encoding.UTF8.GetBytes(vendor);
        Append(digest, number, (ulong)vendorBytes.Length);
        digest.AppendData(vendorBytes);
        Append(digest, number, (ulong)supported.ProcessorBanks.Length);
        foreach (var bank in supported.ProcessorBanks)
        {
            Append(digest, number, bank);
        }

        Append(digest, number, supported.Xsave);
        AppendOptional(digest, number, properties.PhysicalAddressWidth);
        AppendOptional(digest, number, properties.CacheLineFlushSize);
        AppendOptional(digest, number, properties.XsaveStates);
        AppendOptional(digest, number, properties.MaxXsaveDataSize);

        // Only where it is reported, so that hosts that do not report it keep the fingerprint that they have always had.
        if (properties.SyntheticFeatures is { } synthetic)
        {
            AppendOptional(digest, number, synthetic);
        }

        return new Fingerprint(Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static void Append(IncrementalHash digest, Span<byte> buffer, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, value);
        digest.AppendData(buffer);
    }

    private static void AppendOptional(IncrementalHash digest, Span<byte> buffer, ulong? value)
    {
        Append(digest, buffer, value.HasValue ? 1UL : 0UL);
        Append(digest, buffer, value ?? 0);
    }
}

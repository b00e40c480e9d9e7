using System.Buffers.Binary;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Emulator.Driver;
using Levelset.Interception;
using Levelset.Mshv.Linux;

namespace Levelset.Emulator.Tests;

/// <summary>Two readings of one table, written apart: the agent's validation and the emulated kernel's.</summary>
public sealed class RandomStructTests
{
    private const int Draws = 200_000;

    public static TheoryData<string> Generations => [.. KernelGeneration.All.Select(generation => generation.Name)];

    [Theory]
    [MemberData(nameof(Generations))]
    public void Validation_RandomStructs_AgreesWithTheEmulatedKernel(string name)
    {
        var kernel = KernelGeneration.Find(name)!;
        var rules = RulesOf(name);
        var random = new Random(name.Length);
        var accepted = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var bytes = Draw(random);
            var architecture = random.Next(2) == 0 ? Architecture.X86_64 : Architecture.Arm64;

            var faults = CreatePartitionV2.KernelFaults(bytes, architecture, rules);
            var (_, errno) = CreateArguments.Read(kernel, architecture.HasXsave, new Memory(bytes), 0);

            Assert.True(
                faults.IsEmpty == (errno == default),
                $"{name}, {architecture}, {Convert.ToHexString(bytes)}: {string.Join("; ", faults)} against {errno}");
            Assert.True(errno == default || errno == Errno.EINVAL);
            accepted += faults.IsEmpty ? 1 : 0;
        }

        // Both answers must be drawn often, or the agreement says little.
        Assert.InRange(accepted, Draws / 50, Draws * 49 / 50);
    }

    private static KernelRules RulesOf(string name) => name switch
    {
        "6.15" or "6.17" or "6.18" => KernelRules.Linux615,
        "6.19" => KernelRules.Linux619,
        "7.0" => KernelRules.Linux70,
        "microsoft" => KernelRules.Microsoft,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no rules for this generation"),
    };

    /// <summary>Mostly right, with none to a few fields spoilt, and sometimes noise from end to end.</summary>
    private static byte[] Draw(Random random)
    {
        var bytes = new byte[CreatePartitionV2.Size];
        if (random.Next(50) == 0)
        {
            random.NextBytes(bytes);
            return bytes;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (uint)random.Next(random.Next(3) == 0 ? 64 : 16));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), 2);
        random.NextBytes(bytes.AsSpan(24, 16));
        if (random.Next(2) == 0)
        {
            random.NextBytes(bytes.AsSpan(56));
        }

        for (var spoilt = random.Next(3); spoilt > 0; spoilt--)
        {
            switch (random.Next(4))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[8] = (byte)random.Next(4);
                    break;
                case 2:
                    bytes[16] = (byte)random.Next(5);
                    break;
                default:
                    bytes[random.Next(2)] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return bytes;
    }

    private sealed class Memory(byte[] bytes) : ITargetMemory
    {
        public bool TryRead(ulong address, Span<byte> destination) => bytes.AsSpan((int)address).Length >= destination.Length
            && bytes.AsSpan((int)address, destination.Length).TryCopyTo(destination);

        public bool TryWrite(ulong address, ReadOnlySpan<byte> source) => false;
    }
}

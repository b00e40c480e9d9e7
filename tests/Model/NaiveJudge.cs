namespace Levelset.Model;

/// <summary>Judges moves by the rules of the domain, one bit at a time.</summary>
public static class NaiveJudge
{
    /// <summary>The verdict.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="host">A host that has reported.</param>
    /// <param name="waived">What the caller would do without.</param>
    /// <param name="poolWaived">Whether the rule of another pool is waived.</param>
    public static NaiveVerdict Judge(NaivePartition partition, NaiveHost host, bool[] waived, bool poolWaived)
    {
        var reading = host.Reading!;
        var length = partition.Features.Length;
        var (missing, requiring, leftOut) = (new bool[length], new bool[length], new bool[length]);
        if (reading.Arm == partition.Arm)
        {
            Compare(partition, host.Offers, waived, missing, requiring, leftOut);
        }

        var verdict = new NaiveVerdict
        {
            ArchitectureDiffers = reading.Arm != partition.Arm,
            VendorDiffers = reading.Vendor != partition.Vendor,
            Missing = missing,
            Requiring = requiring,
            Scalars = partition.Scalars.Against(reading.Scalars),
            Unready = !host.IsTarget,
            PoolMissing = new bool[length],
            LeftOut = leftOut,
        };
        return poolWaived || (host.Pool is not null && (host.Pool == partition.Pool || host.Pool == partition.Host.Pool))
            ? verdict
            : Enter(verdict, partition, host.Pool?.InForce);
    }

    private static void Compare(
        NaivePartition partition,
        bool[] host,
        bool[] waived,
        bool[] missing,
        bool[] requiring,
        bool[] leftOut)
    {
        var facts = Facts.Of(partition.Arm);
        for (var bit = 0; bit < host.Length; bit++)
        {
            if (partition.Features[bit] && !host[bit])
            {
                leftOut[bit] = waived[bit] && facts.IsWaivable(bit, host);
                missing[bit] = !leftOut[bit];
            }
        }

        bool changed;
        do
        {
            changed = false;
            foreach (var (feature, requires) in facts.Needs)
            {
                if (!leftOut[requires] || leftOut[feature] || requiring[feature] || !partition.Features[feature] || !host[feature])
                {
                    continue;
                }

                leftOut[feature] = waived[feature] && facts.IsWaivable(feature, host);
                requiring[feature] = !leftOut[feature];
                changed = true;
            }
        }
        while (changed);
    }

    private static NaiveVerdict Enter(NaiveVerdict verdict, NaivePartition partition, NaiveGeneration? baseline)
    {
        if (baseline is null)
        {
            return verdict with { NoPool = true };
        }

        return verdict with
        {
            PoolMissing = baseline.Arm == partition.Arm
                ? Bit.Without(Bit.Without(partition.Features, verdict.LeftOut), baseline.Bits)
                : verdict.PoolMissing,
            PoolScalars = partition.Scalars.Against(baseline.Scalars),
        };
    }
}

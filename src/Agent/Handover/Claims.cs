using Levelset.Agent.Partitions;
using Levelset.Mshv.Linux;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Handover;

/// <summary>Issues claims and redeems them.</summary>
internal sealed class Claims(HeldPartitions partitions, TimeProvider time, ILogger<Claims> logger)
{
    private static readonly TimeSpan MinLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(1);
    private readonly OneTimeSecrets<Claim> secrets = new(time);

    /// <summary>A new claim; null where no such partition is held.</summary>
    /// <exception cref="UsageException">The lifetime is too short or too long.</exception>
    /// <exception cref="AgentException">The partition has no descriptor.</exception>
    public (string Token, DateTimeOffset Expires)? Issue(Claim claim, uint uid, TimeSpan lifetime)
    {
        UsageException.ThrowIfAny(lifetime >= MinLifetime && lifetime <= MaxLifetime
            ? []
            : [$"--expires: {lifetime} is not from {MinLifetime} to {MaxLifetime}"]);
        if (partitions.Find(claim.Partition) is not { } held)
        {
            return null;
        }

        _ = Descriptor(held);
        var token = secrets.Issue(claim, uid, lifetime, out var expires);
        logger.ClaimIssued(claim.Partition, uid, expires);
        return (token, expires);
    }

    /// <summary>Redeems one: the peer gets the descriptor, and is listed as a holder from then on.</summary>
    /// <exception cref="HandoverException">It is refused.</exception>
    /// <exception cref="AgentException">The journal cannot be written.</exception>
    public HandoverAnswer Redeem(string token, ucred peer)
    {
        var state = secrets.Use(token, peer.uid, out var claim);
        if (state != SecretState.Good || partitions.Find(claim!.Partition) is not { } held)
        {
            logger.ClaimRefused(claim?.Partition ?? "no partition", peer.uid, peer.pid, state);
            throw Refused(state);
        }

        var kind = claim.Executes ? AgentV1.Holder.Types.Kind.Executed : AgentV1.Holder.Types.Kind.Claimed;
        var holder = HoldingProcess.Find(kind, peer.uid, peer.pid, claim.Owns, time.GetUtcNow())
            ?? throw new HandoverException(HandoverReason.ProcessUnknown, "the agent cannot see the process that connected: it has exited, or is in another pid namespace");
        var descriptor = Descriptor(held);
        partitions.ChangeHolders(held.Name, holders => holders.Add(holder));
        logger.Claimed(held.Name, peer.uid, peer.pid, holder.Command);
        return new HandoverAnswer(
            writer =>
            {
                writer.WriteString("partition", held.Name);
                writer.WriteString("display_name", held.Report.DisplayName);
                HandoverJson.WriteWords(writer, "features", held.Report.Features);
            },
            descriptor,
            () => partitions.ChangeHolders(held.Name, holders => holders.Remove(holder)));
    }

    private static DescriptorHandle Descriptor(HeldPartition held) =>
        held.Partition.Descriptor ?? throw new AgentException($"{held.Name}: a simulated partition has no descriptor");

    private static HandoverException Refused(SecretState state) => state switch
    {
        SecretState.Used => new HandoverException(HandoverReason.ClaimUsed, "this claim has been used; create a new one"),
        SecretState.Expired => new HandoverException(HandoverReason.ClaimExpired, "this claim has expired; create a new one"),
        _ => new HandoverException(HandoverReason.ClaimRefused, "refused"),
    };
}

using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.Partitions;
using Levelset.Agent.State;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Handover;

/// <summary>Serves VMMs that create their own partitions: issues creation arguments, then verifies and records the partition.</summary>
internal sealed class Adoptions(
    IReadOnlyList<uint> allowedUids,
    IMshvDevice device,
    ServiceState service,
    LocalArguments arguments,
    HeldPartitions partitions,
    TimeProvider time,
    ILogger<Adoptions> logger)
{
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromMinutes(10);
    private readonly OneTimeSecrets<Ticket> tickets = new(time);
    private readonly Catalogue catalogue = Catalogue.For(device.Architecture);

    /// <summary>The arguments to create a partition with, and a ticket to have it adopted.</summary>
    /// <exception cref="HandoverException">It is refused.</exception>
    public HandoverAnswer Prepare(AgentV1.CreatePartitionRequest request, ucred peer)
    {
        RequireAllowed(peer);
        try
        {
            var (assignment, prepared) = arguments.Prepare(request);
            var ticket = tickets.Issue(new Ticket(assignment, request, prepared), peer.uid, TicketLifetime, out var expires);
            return new HandoverAnswer(writer =>
            {
                writer.WriteString("create_partition_v2", Convert.ToHexStringLower(prepared.ToBytes()));
                writer.WriteStartArray("early_properties");
                foreach (var property in prepared.EarlyProperties)
                {
                    writer.WriteStartObject();
                    writer.WriteString("code", string.Create(CultureInfo.InvariantCulture, $"0x{property.Code:x8}"));
                    writer.WriteString("value", FeatureSetText.ToHex(property.Value));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                HandoverJson.WriteWords(writer, "features", prepared.Features.ToWire());
                writer.WriteString("pool", assignment.Pool);
                writer.WriteNumber("generation", assignment.Generation);
                writer.WriteString("ticket", ticket);
                writer.WriteString("expire_time", expires);
            });
        }
        catch (AgentException exception)
        {
            var reason = exception is UsageException ? HandoverReason.ArgumentsInvalid : HandoverReason.Unavailable;
            throw new HandoverException(reason, exception.Message);
        }
    }

    /// <summary>Reads a partition back, and holds and records it if it matches its ticket.</summary>
    /// <param name="ticket">From <see cref="Prepare"/>; used up by this call, whatever its result.</param>
    /// <param name="descriptor">The duplicate that the VMM sent; closed unless the partition is adopted.</param>
    /// <param name="peer">The process that sent it.</param>
    /// <exception cref="HandoverException">It is refused; nothing has changed.</exception>
    /// <exception cref="AgentException">The journal cannot be written; nothing has changed.</exception>
    public HandoverAnswer Adopt(string ticket, MshvPartitionHandle descriptor, ucred peer)
    {
        try
        {
            return AdoptOwned(ticket, descriptor, peer);
        }
        catch
        {
            // It belongs to the partition, if there is one; disposing it twice has no effect.
            descriptor.Dispose();
            throw;
        }
    }

    private HandoverAnswer AdoptOwned(string ticket, MshvPartitionHandle descriptor, ucred peer)
    {
        RequireAllowed(peer);
        var use = tickets.Use(ticket, peer.uid, out var given);
        if (use != SecretState.Good)
        {
            logger.AdoptionRefused(peer.uid, peer.pid, use.ToString());
            throw Refused(use);
        }

        var holder = HoldingProcess.Find(AgentV1.Holder.Types.Kind.Adopted, peer.uid, peer.pid, owns: true, time.GetUtcNow())
            ?? throw new HandoverException(HandoverReason.ProcessUnknown, "the agent cannot see the process that connected: it has exited, or is in another pid namespace");
        if (partitions.All.FirstOrDefault(held => held.Partition.Descriptor is { } own && DescriptorCalls.AreSame(own, descriptor)) is { } same)
        {
            throw new HandoverException(HandoverReason.AlreadyHeld, $"the agent already holds this partition as {same.Name}");
        }

        var partition = device.Adopt(descriptor);
        return Hold(given!, partition, Verify(given!, partition, peer), holder);
    }

    private PartitionReading Verify(Ticket ticket, IMshvPartition partition, ucred peer)
    {
        PartitionReading found;
        ImmutableArray<PropertyDifference> early;
        try
        {
            found = PartitionReading.Read(partition.ReadProperty, device.Architecture);
            early = [.. EarlyDifferences(ticket.Arguments.EarlyProperties, partition)];
        }
        catch (MshvException exception) when (exception.Status == HypervisorStatus.InvalidPartitionState)
        {
            throw new HandoverException(HandoverReason.NotReadable, $"{exception.Message}; initialize the partition before it is adopted");
        }
        catch (Exception exception) when (exception is MshvException or AgentException)
        {
            logger.AdoptionRefused(peer.uid, peer.pid, exception.Message);
            throw new HandoverException(HandoverReason.NotAPartition, $"the descriptor cannot be read as a partition: {exception.Message}");
        }

        var expected = new PartitionReading(ticket.Arguments.Features, new CompatibilityProperties(), Synthetic: null);
        var difference = PartitionDifference.Between(expected, found);
        difference = difference with { Properties = [.. difference.Properties, .. early] };
        if (difference.IsEmpty)
        {
            return found;
        }

        logger.AdoptionRefused(peer.uid, peer.pid, difference.Describe(catalogue));
        throw new HandoverException(
            HandoverReason.ReadBackDiffers,
            "the partition differs from the request: " + difference.Describe(catalogue),
            writer => HandoverJson.WriteDifference(writer, difference, catalogue));
    }

    private static IEnumerable<PropertyDifference> EarlyDifferences(IEnumerable<EarlyProperty> asked, IMshvPartition partition)
    {
        foreach (var property in asked)
        {
            var found = HypervisorProperties.TryReadScalar((HvPartitionPropertyCode)property.Code, partition.ReadProperty);
            if (found != property.Value)
            {
                yield return new PropertyDifference(
                    EarlyPropertyKind.NameOf(property.Code),
                    FeatureSetText.ToHex(property.Value),
                    found is { } value ? FeatureSetText.ToHex(value) : "not reported");
            }
        }
    }

    private HandoverAnswer Hold(Ticket ticket, IMshvPartition partition, PartitionReading reading, AgentV1.Holder holder)
    {
        var name = ResourceName.NewPartition();
        var report = Report(ticket, reading);
        partitions.Add(
            new HeldPartition(name, partition, report) { Holders = [holder] },
            new V1.AgentMessage { PartitionEvent = new V1.PartitionEvent { Partition = name, Created = report } });
        logger.Adopted(name, holder.Uid, holder.Pid, holder.Command);
        return new HandoverAnswer(writer =>
        {
            writer.WriteString("partition", name);
            HandoverJson.WriteWords(writer, "features", report.Features);
        });
    }

    private V1.PartitionReport Report(Ticket ticket, PartitionReading reading)
    {
        var report = new V1.PartitionReport
        {
            DisplayName = ticket.Request.DisplayName,
            Pool = ticket.Assignment.Pool,
            Generation = ticket.Assignment.Generation,
            RequestedFeatures = ticket.Arguments.Features.ToWire(),
            Features = reading.Features.ToWire(),
            DisableMask = ticket.Arguments.DisableMask.ToWire(),
            Properties = reading.Properties.ToWire(),
            Nested = ticket.Request.Nested,
            CreateTime = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
            ExcludedFeatures = { ticket.Request.ExcludedFeatures },
            Origin = V1.PartitionReport.Types.Origin.Adopted,
            Offline = !service.Connected,
            EarlyProperties = { ticket.Arguments.ToWire().EarlyProperties },
            PtFlags = (ulong)ticket.Arguments.Flags,
            PtIsolation = ticket.Arguments.Isolation,
        };
        if (reading.Synthetic is { } synthetic)
        {
            report.SyntheticFeatures = synthetic;
        }

        return report;
    }

    private void RequireAllowed(ucred peer)
    {
        if (peer.uid != 0 && peer.uid != FileCalls.EffectiveUid && !allowedUids.Contains(peer.uid))
        {
            logger.AdoptionRefused(peer.uid, peer.pid, "the uid is not allowed");
            throw new HandoverException(HandoverReason.NotAllowed, $"uid {peer.uid} is not allowed; see --allow-uid of the agent");
        }
    }

    private static HandoverException Refused(SecretState state) => state switch
    {
        SecretState.Used => new HandoverException(HandoverReason.TicketUsed, "this ticket has been used; request arguments again"),
        SecretState.Expired => new HandoverException(HandoverReason.TicketExpired, "this ticket has expired; request arguments again"),
        _ => new HandoverException(HandoverReason.TicketRefused, "refused"),
    };
}

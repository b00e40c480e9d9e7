using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Control;
using Levelset.Agent.Handover;
using Levelset.AgentV1;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Commands;

/// <summary>"exec": becomes a VMM that finds its partition among its descriptors.</summary>
internal static class ExecCommand
{
    private static readonly Duration ClaimLifetime = Duration.FromTimeSpan(TimeSpan.FromMinutes(1));

    public static Command Create()
    {
        var partition = new Option<string?>("--partition")
        {
            Description = "Use an existing partition (kept when the VMM exits).",
            HelpName = "PARTITION",
        };
        var name = new Option<string>("--name") { Description = "Display name of the new partition.", HelpName = "NAME", DefaultValueFactory = _ => string.Empty };
        var nested = new Option<bool>("--nested") { Description = "Enable nested virtualization." };
        var exclude = new Option<string[]>("--exclude")
        {
            Description = "Features to exclude: names, or positions such as bank1:61. Repeatable.",
            HelpName = "FEATURE",
            DefaultValueFactory = _ => [],
        };
        var socket = SocketOption.Create();
        var program = new Argument<string[]>("COMMAND")
        {
            Description = "The VMM and its arguments, after --. {fd} and {partition} are replaced.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("exec", "Execute a VMM that inherits a partition's descriptor. LEVELSET_PARTITION_FD has its number.")
        {
            partition, name, nested, exclude, socket, program,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var request = new CreatePartitionRequest
            {
                DisplayName = result.GetValue(name),
                Nested = result.GetValue(nested),
                ExcludedFeatures = { result.GetValue(exclude) },
            };
            var words = result.GetValue(program)!;
            var path = ProgramPath.Find(words[0]) is { } found && File.Exists(found)
                ? found
                : throw new AgentException($"{words[0]}: program not found");
            var client = new ControlClient(SocketOption.Require(result, socket));
            return await RunAsync(client, result.GetValue(partition), request, path, words, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ControlClient client,
        string? existing,
        CreatePartitionRequest creation,
        string path,
        string[] words,
        CancellationToken cancellationToken)
    {
        var partition = existing is not null
            ? await PartitionName.FindAsync(client, existing, cancellationToken)
            : (await client.CreatePartitionAsync(creation, cancellationToken)).Name;
        try
        {
            var request = new CreateClaimRequest
            {
                Partition = partition,
                Uid = FileCalls.EffectiveUid,
                Lifetime = ClaimLifetime,
                Executes = true,
                Owns = existing is null,
            };
            var claim = await client.CreateClaimAsync(request, cancellationToken);
            using var descriptor = HandoverClient.Fetch(claim.Socket, claim.Token);
            Become(path, words, partition, descriptor);
        }
        catch when (existing is null)
        {
            // A partition that was created for this VMM only must not be left behind.
            await client.ClosePartitionAsync(partition, CancellationToken.None);
            throw;
        }

        return ExitCode.Failure;
    }

    private static void Become(string path, string[] words, string partition, MshvPartitionHandle descriptor)
    {
        var number = descriptor.DangerousGetHandle().ToString(CultureInfo.InvariantCulture);
        Environment.SetEnvironmentVariable("LEVELSET_PARTITION_FD", number);
        Environment.SetEnvironmentVariable("LEVELSET_PARTITION", partition);
        DescriptorCalls.SetCloseOnExec(descriptor, false);
        var errno = ProgramExecution.Replace(
            path,
            [.. words.Select(word => word
                .Replace("{fd}", number, StringComparison.Ordinal)
                .Replace("{partition}", partition, StringComparison.Ordinal))],
            ProgramExecution.CurrentEnvironment());
        throw new AgentException($"{path}: execve: {errno}");
    }
}

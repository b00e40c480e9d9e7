using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Control;
using Levelset.AgentV1;

namespace Levelset.Agent.Commands;

/// <summary>"claim": a one-time right to a partition's descriptor.</summary>
internal static class ClaimCommand
{
    private const int DefaultSeconds = 60;

    public static Command Create()
    {
        var name = new Argument<string>("PARTITION") { Description = PartitionName.Description };
        var uid = new Option<uint>("--uid") { Description = "The uid whose processes may use the token.", HelpName = "UID", Required = true };
        var expires = new Option<TimeSpan>("--expires")
        {
            Description = $"Validity: a number with s, m or h; default {DefaultSeconds}s.",
            HelpName = "TIME",
            DefaultValueFactory = _ => TimeSpan.FromSeconds(DefaultSeconds),
            CustomParser = argument =>
            {
                if (ParseTime(argument.Tokens[0].Value) is { } time)
                {
                    return time;
                }

                argument.AddError($"--expires: '{argument.Tokens[0].Value}' is not a time such as 60s, 10m or 1h");
                return TimeSpan.Zero;
            },
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var socket = SocketOption.Create();
        var command = new Command("claim", "Print a one-time token with which a VMM fetches a partition's descriptor.")
        {
            name, uid, expires, json, socket,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var client = new ControlClient(SocketOption.Require(result, socket));
            var request = new CreateClaimRequest
            {
                Partition = await PartitionName.FindAsync(client, result.GetValue(name)!, cancellationToken),
                Uid = result.GetValue(uid),
                Lifetime = Duration.FromTimeSpan(result.GetValue(expires)),
            };
            var claim = await client.CreateClaimAsync(request, cancellationToken);
            Print(result.InvocationConfiguration.Output, claim, result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    // Alone on its line, so that a script takes it as it is.
    private static void Print(TextWriter output, CreateClaimResponse claim, bool json)
    {
        if (!json)
        {
            output.WriteLine(claim.Token);
            return;
        }

        JsonOutput.Write(output, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("token", claim.Token);
            writer.WriteString("socket", claim.Socket);
            writer.WriteString("expire_time", claim.ExpireTime.ToDateTimeOffset());
            writer.WriteEndObject();
        });
    }

    private static TimeSpan? ParseTime(string text)
    {
        var unit = text.Length > 0 ? text[^1] : ' ';
        var seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return seconds > 0 && uint.TryParse(text[..^1], System.Globalization.NumberStyles.None, null, out var number)
            ? TimeSpan.FromSeconds((double)number * seconds)
            : null;
    }
}

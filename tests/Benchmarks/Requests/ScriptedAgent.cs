using Grpc.Core;
using Grpc.Net.Client;
using Levelset.V1;

namespace Levelset.Benchmarks.Requests;

/// <summary>An agent that says hello, reports once, and goes.</summary>
internal static class ScriptedAgent
{
    /// <summary>Returns when the report is stored.</summary>
    public static async Task ReportAsync(GrpcChannel channel, string host, Core.Features.FeatureSet words, string vendor)
    {
        using var call = new AgentService.AgentServiceClient(channel).Connect();
        await call.RequestStream.WriteAsync(new AgentMessage
        {
            MessageId = "1",
            Hello = new Hello { HostId = host, ProtocolVersion = 1, Platform = new Platform { Kernel = "6.19.3", AgentVersion = "benchmark" } },
        });
        await call.RequestStream.WriteAsync(new AgentMessage
        {
            MessageId = "2",
            FeatureReport = new FeatureReport
            {
                Architecture = (V1.Architecture)words.Architecture,
                Vendor = vendor,
                Supported = new V1.FeatureSet { ProcessorBanks = { words.ProcessorBanks }, Xsave = words.Xsave },
                Properties = new V1.CompatibilityProperties { CacheLineFlushSize = 64, PhysicalAddressWidth = 46 },
                Platform = new Platform { Kernel = "6.19.3", AgentVersion = "benchmark" },
            },
        });
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            if (message.Ack is { MessageId: "2" } ack)
            {
                await call.RequestStream.CompleteAsync();
                if (ack.Rejection is { } rejection)
                {
                    throw new InvalidOperationException(rejection.Message);
                }

                return;
            }
        }
    }
}

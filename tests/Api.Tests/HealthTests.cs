using Grpc.Health.V1;
using Grpc.Reflection.V1;
using HealthClient = Grpc.Health.V1.Health.HealthClient;
using Status = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Levelset.Api.Tests;

public sealed class HealthTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task Check_EveryService_Serves()
    {
        var client = new HealthClient(Service.Channel);
        foreach (var service in new[] { "", "levelset.v1.PlanningService", "levelset.v1.PoolService", "levelset.v1.AgentService", "grpc.reflection.v1.ServerReflection" })
        {
            var answer = await client.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Cancel);
            Assert.Equal(Status.Serving, answer.Status);
        }
    }

    [Fact]
    public async Task Health_WithoutTheDatabase_IsNotServing()
    {
        await using var service = await TestService.StartAsync("Host=/nowhere;Username=levelset;Database=levelset");
        using var http = new HttpClient { BaseAddress = service.Http };

        Assert.Equal(Status.NotServing, (await new HealthClient(service.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancel)).Status);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/readyz", Cancel)).StatusCode);
        Assert.Equal("ok\n", await http.GetStringAsync("/livez", Cancel));
        Assert.Empty(service.Log.Errors);
    }

    [Fact]
    public async Task Watch_WhenTheServiceStops_Ends()
    {
        using var call = new HealthClient(Service.Channel).Watch(new HealthCheckRequest(), cancellationToken: Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        Assert.Equal(Status.Serving, call.ResponseStream.Current.Status);
        var next = call.ResponseStream.MoveNext(Cancel);

        await Service.StopAsync();

        await Refusal.OfAsync(StatusCode.Unavailable, Reasons.ServiceStopping, () => next);
    }

    [Fact]
    public async Task Reflection_ListServices_NamesAllOfThem()
    {
        using var call = new ServerReflection.ServerReflectionClient(Service.Channel).ServerReflectionInfo(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));

        Assert.Equal(
            [
                "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "levelset.v1.ActivityService",
                "levelset.v1.AgentService", "levelset.v1.HostService",
                "levelset.v1.MigrationService", "levelset.v1.PartitionService", "levelset.v1.PlanningService", "levelset.v1.PoolService",
            ],
            call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name));
        await call.RequestStream.CompleteAsync();
    }
}

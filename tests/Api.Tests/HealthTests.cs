using System.Diagnostics;
using System.Net;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using Levelset.Api.Data;
using Levelset.Api.Data.Embedded;
using Levelset.Api.Errors;
using Microsoft.EntityFrameworkCore;
using Alpha = Grpc.Reflection.V1Alpha;
using HealthClient = Grpc.Health.V1.Health.HealthClient;
using Status = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Levelset.Api.Tests;

public sealed class HealthTests(Postgres postgres) : ServiceTest(postgres)
{
    private static readonly string[] Services =
    [
        "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
        "levelset.v1.ActivityService", "levelset.v1.AgentService", "levelset.v1.HostService", "levelset.v1.MigrationService",
        "levelset.v1.PartitionService", "levelset.v1.PlanningService", "levelset.v1.PoolService",
    ];

    [Fact]
    public async Task Check_EveryService_Serves()
    {
        var client = new HealthClient(Service.Channel);
        foreach (var service in Services.Prepend(""))
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
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/readyz", Cancel)).StatusCode);
        Assert.Equal("ok\n", await http.GetStringAsync("/livez", Cancel));
        Assert.Empty(service.Log.Errors);
    }

    [Fact]
    public async Task Health_DatabaseThatHangs_IsNotServingAndAnswersAllTheSame()
    {
        using var scratch = new ScratchDirectory();
        await using var cluster = await EmbeddedCluster.StartAsync(scratch.Path, durable: false, Cancel);
        await using (var db = new LevelsetDbContext(new DbContextOptionsBuilder<LevelsetDbContext>().UseNpgsql(cluster.ConnectionString).Options))
        {
            await db.Database.MigrateAsync(Cancel);
        }

        await using var service = await TestService.StartAsync(cluster.ConnectionString);
        using var http = new HttpClient { BaseAddress = service.Http };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/readyz", Cancel)).StatusCode);
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(scratch.Path, "postgresql", "postmaster.pid"), Cancel))[0];
        await SignalAsync("STOP", postmaster);
        try
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/readyz", Cancel)).StatusCode);
            var answer = await new HealthClient(service.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancel);
            Assert.Equal(Status.NotServing, answer.Status);
        }
        finally
        {
            await SignalAsync("CONT", postmaster);
        }

        while ((await http.GetAsync("/readyz", Cancel)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(TestAgent.Interval, Cancel);
        }
    }

    [Fact]
    public async Task Watch_WhenTheServiceStops_Ends()
    {
        using var call = new HealthClient(Service.Channel).Watch(new HealthCheckRequest(), cancellationToken: Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        Assert.Equal(Status.Serving, call.ResponseStream.Current.Status);
        var rest = call.ResponseStream.ReadAllAsync(Cancel).Select(response => response.Status).ToListAsync(Cancel);

        await Service.StopAsync();

        // A status that is set while the watch begins is sent twice.
        Assert.Equal([Status.NotServing], (await rest).SkipWhile(status => status == Status.Serving));
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound() => await Refusal.OfAsync(
        StatusCode.NotFound,
        Reasons.MethodUnknown,
        () => new HealthClient(Service.Channel).CheckAsync(new HealthCheckRequest { Service = "no.such.Service" }, cancellationToken: Cancel).ResponseAsync);

    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/")]
    public async Task Head_AnswersAsGetWithoutABody(string path)
    {
        using var http = new HttpClient { BaseAddress = Service.Http };
        using var head = new HttpRequestMessage(HttpMethod.Head, path);

        using var answer = await http.SendAsync(head, Cancel);
        using var got = await http.GetAsync(path, Cancel);

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(got.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task Reflection_ListServices_NamesAllOfThem()
    {
        using var call = new ServerReflection.ServerReflectionClient(Service.Channel).ServerReflectionInfo(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));

        Assert.Equal(
            Services,
            call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal));
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task Reflection_V1Alpha_NamesTheSame()
    {
        using var call = new Alpha.ServerReflection.ServerReflectionClient(Service.Channel).ServerReflectionInfo(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { ListServices = "" }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));

        Assert.Equal(
            Services,
            call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal));
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task Reflection_WhenTheServiceStops_Ends()
    {
        using var call = new ServerReflection.ServerReflectionClient(Service.Channel).ServerReflectionInfo(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        var next = call.ResponseStream.MoveNext(Cancel);

        await Service.StopAsync();

        await Refusal.OfAsync(StatusCode.Unavailable, Reasons.ServiceStopping, () => next);
    }

    // To the postmaster and to all its children, with whom connections are open already.
    private static async Task SignalAsync(string signal, string postmaster)
    {
        foreach (var (program, arguments) in ((string, string[])[])[("kill", [$"-{signal}", postmaster]), ("pkill", [$"-{signal}", "-P", postmaster])])
        {
            using var process = Process.Start(program, arguments);
            await process.WaitForExitAsync(CancellationToken.None);
            Assert.Equal(0, process.ExitCode);
        }
    }
}

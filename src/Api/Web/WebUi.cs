using Levelset.Api.ChangeFeed;
using Levelset.Api.Activities;
using Levelset.Api.Hosts;
using Levelset.Api.LiveMigration;
using Levelset.Api.Partitions;
using Levelset.Api.Planning;
using Levelset.Api.Pools;
using Levelset.Api.Web.Activities;
using Levelset.Api.Web.Features;
using Levelset.Api.Web.Hosts;
using Levelset.Api.Web.Partitions;
using Levelset.Api.Web.Pools;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Web;

/// <summary>The operators' pages: rendered here, by whichever service process is asked, without memory of a session.</summary>
internal static class WebUi
{
    public static void AddWebUi(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddDataProtection().SetApplicationName("levelset").PersistKeysToDbContext<Data.LevelsetDbContext>();
        services.AddAntiforgery(forgery =>
        {
            forgery.Cookie.Name = "levelset-form";
            forgery.Cookie.SameSite = SameSiteMode.Strict;
            forgery.Cookie.HttpOnly = true;
            forgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<IChangeSubscriber>(provider => provider.GetRequiredService<LiveFeed>());

        services.AddScoped<PoolOverview>();
        services.AddScoped<PoolMatrixReader>();
        services.AddScoped<PartitionLabels>();
        services.AddScoped<MigrationTargetCounts>();
        services.AddScoped<ExistingResources>();
        services.AddScoped<FeaturePools>();
    }

    public static void UseWebUi(this WebApplication app)
    {
        app.UseMiddleware<PageErrors>();
        app.UseAntiforgery();
    }

    public static void MapWebUi(this WebApplication app)
    {
        app.MapRazorComponents<App>().Add(AnswerHead);
        app.MapGet("/events", (string? scope, EventFeed changes, LiveFeed feed, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
            LiveEndpoint.Listen(scope, changes, feed, lifetime, cancellationToken));
        app.MapGet("/assets/{digest}/{name}", (HttpContext context) =>
        {
            if (Asset.Find(context.Request.Path) is not { } asset)
            {
                return Results.NotFound();
            }

            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Bytes(asset.Content.ToArray(), asset.ContentType);
        });
        PoolForms.Map(app);
        HostForms.Map(app);
        PartitionForms.Map(app);
    }

    // Pages are mapped to GET and POST; load balancers and link checkers ask with HEAD.
    private static void AnswerHead(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().FirstOrDefault() is { } methods)
        {
            endpoint.Metadata.Remove(methods);
            endpoint.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head]));
        }
    }
}

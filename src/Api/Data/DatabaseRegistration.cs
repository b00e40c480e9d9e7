using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polly;

namespace Levelset.Api.Data;

internal static class DatabaseRegistration
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, string connectionString)
    {
        services.AddPooledDbContextFactory<LevelsetDbContext>(db => db.UseNpgsql(connectionString));
        services.AddResiliencePipeline(Transactions.Pipeline, pipeline =>
        {
            // What is waited for is other writers, which do not go by a clock that a test holds.
            pipeline.TimeProvider = TimeProvider.System;
            pipeline.AddRetry(Transactions.Retry);
        });
        services.AddSingleton<Transactions>();
        services.AddSingleton<PendingChanges>();
        return services;
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Polly;

namespace Levelset.Api.Data;

internal static class DatabaseRegistration
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, string connectionString)
    {
        services.AddPooledDbContextFactory<LevelsetDbContext>(db => db.UseNpgsql(Connections.For(connectionString, use: null)));
        foreach (var use in (string[])[Connections.Agents, Connections.Background])
        {
            services.AddKeyedSingleton<IDbContextFactory<LevelsetDbContext>>(use, (provider, _) => new PooledDbContextFactory<LevelsetDbContext>(
                new DbContextOptionsBuilder<LevelsetDbContext>(provider.GetRequiredService<DbContextOptions<LevelsetDbContext>>())
                    .UseNpgsql(Connections.For(connectionString, use)).Options));
            services.AddKeyedSingleton(use, (provider, _) => ActivatorUtilities.CreateInstance<Transactions>(
                provider, provider.GetRequiredKeyedService<IDbContextFactory<LevelsetDbContext>>(use)));
        }

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

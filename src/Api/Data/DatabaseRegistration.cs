using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Polly;

namespace Levelset.Api.Data;

internal static class DatabaseRegistration
{
    // What agents say needs eight, however many agents there are; the others are for calls. More would wait inside the database.
    private const int MaximumConnections = 40;

    public static IServiceCollection AddDatabase(this IServiceCollection services, string connectionString)
    {
        services.AddPooledDbContextFactory<LevelsetDbContext>(db => db.UseNpgsql(WithPoolSize(connectionString)));
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

    private static string WithPoolSize(string connectionString)
    {
        const string Keyword = "Maximum Pool Size";
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize(Keyword))
        {
            builder.MaxPoolSize = MaximumConnections;
        }

        return builder.ConnectionString;
    }
}

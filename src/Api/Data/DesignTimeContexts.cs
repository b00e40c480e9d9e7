using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Levelset.Api.Data;

/// <summary>Gives `dotnet ef` the model; it never connects.</summary>
internal sealed class DesignTimeContexts : IDesignTimeDbContextFactory<LevelsetDbContext>
{
    /// <inheritdoc/>
    public LevelsetDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<LevelsetDbContext>().UseNpgsql("Host=none").Options);
}

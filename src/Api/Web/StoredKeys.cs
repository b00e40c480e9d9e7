using System.Xml.Linq;
using Levelset.Api.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Web;

/// <summary>
/// Keeps the keys of anti-forgery tokens in the database, so that every service process accepts the forms of every other, and of
/// itself before a restart.
/// </summary>
internal sealed class StoredKeys(IDbContextFactory<LevelsetDbContext> contexts) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.FormKeys.AsNoTracking().OrderBy(row => row.Id).AsEnumerable().Select(row => XElement.Parse(row.Content))];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.FormKeys.Add(new FormKeyRow { Name = friendlyName, Content = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

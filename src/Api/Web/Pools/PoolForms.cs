using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Microsoft.Extensions.Primitives;

namespace Levelset.Api.Web.Pools;

/// <summary>What the forms of pools do: each makes the call that an orchestrator would make, and leads to the page that shows it.</summary>
internal static class PoolForms
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/pools", CreateAsync);
        app.MapPost("/pools/{id}/change", ChangeAsync);
        app.MapPost("/pools/{id}/raise", RaiseAsync);
        app.MapPost("/pools/{id}/rename", RenameAsync);
        app.MapPost("/pools/{id}/delete", DeleteAsync);
    }

    /// <summary>The change that a what-if page shows and its button does.</summary>
    public static V1.ChangePoolRequest Change(
        string id,
        IEnumerable<string> add,
        IEnumerable<string> remove,
        PolicyFields policy,
        string etag)
    {
        var request = new V1.ChangePoolRequest { Pool = ResourceName.Pool(id), Etag = etag };
        request.AddHosts.AddRange(add);
        request.RemoveHosts.AddRange(remove);
        if (policy.Mask is { } mask)
        {
            request.Policy = policy.Wanted;
            request.UpdateMask = mask;
        }

        return request;
    }

    /// <summary>The resource names of hosts that a field names by id or by resource name.</summary>
    public static List<string> Hosts(StringValues field) =>
    [
        .. PolicyFields.Split(field)
            .Select(host => host.StartsWith("hosts/", StringComparison.Ordinal) ? host : ResourceName.Host(host))
            .Distinct(StringComparer.Ordinal),
    ];

    private static async Task<IResult> CreateAsync(IFormCollection form, HttpContext context, PoolOperations pools)
    {
        var policy = PolicyFields.Read(form, new V1.PoolPolicy()).Wanted;
        var pool = new V1.Pool { DisplayName = Text(form, "name"), Policy = policy };
        if (System.Enum.TryParse<V1.Architecture>(Text(form, "architecture"), out var architecture))
        {
            pool.Architecture = architecture;
        }

        var made = await pools.CreatePoolAsync(
            new V1.CreatePoolRequest { PoolId = Text(form, "id"), Pool = pool },
            Caller.Of(context), context.RequestAborted);
        return new SeeOther($"/{made.Name}");
    }

    private static async Task<IResult> ChangeAsync(string id, IFormCollection form, HttpContext context, PoolOperations pools)
    {
        var pool = await pools.GetPoolAsync(new V1.GetPoolRequest { Name = ResourceName.Pool(id) }, context.RequestAborted);
        var policy = PolicyFields.Read(form, pool.Policy);
        await pools.ChangePoolAsync(Change(id, Hosts(form["add"]), Hosts(form["remove"]), policy, Text(form, "etag")), Caller.Of(context), context.RequestAborted);
        return new SeeOther($"/pools/{id}?done=change");
    }

    private static async Task<IResult> RaiseAsync(string id, IFormCollection form, HttpContext context, PoolOperations pools)
    {
        await pools.RaiseBaselineAsync(
            new V1.RaiseBaselineRequest { Pool = ResourceName.Pool(id), Etag = Text(form, "etag") },
            Caller.Of(context), context.RequestAborted);
        return new SeeOther($"/pools/{id}?done=raise");
    }

    private static async Task<IResult> RenameAsync(string id, IFormCollection form, HttpContext context, PoolOperations pools)
    {
        var pool = new V1.Pool { Name = ResourceName.Pool(id), DisplayName = Text(form, "name"), Etag = Text(form, "etag") };
        await pools.UpdatePoolAsync(
            new V1.UpdatePoolRequest { Pool = pool, UpdateMask = new FieldMask { Paths = { "display_name" } } },
            Caller.Of(context), context.RequestAborted);
        return new SeeOther($"/pools/{id}/policy");
    }

    private static async Task<IResult> DeleteAsync(string id, IFormCollection form, HttpContext context, PoolOperations pools)
    {
        await pools.DeletePoolAsync(new V1.DeletePoolRequest { Name = ResourceName.Pool(id), Etag = Text(form, "etag") }, Caller.Of(context), context.RequestAborted);
        return new SeeOther("/");
    }

    private static string Text(IFormCollection form, string field) => form[field].ToString();
}

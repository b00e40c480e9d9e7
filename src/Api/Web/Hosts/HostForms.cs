using Levelset.Api.Errors;
using Levelset.Api.Hosts;
using Levelset.Api.Mapping;
using Microsoft.AspNetCore.Mvc;

namespace Levelset.Api.Web.Hosts;

/// <summary>What the forms of hosts do.</summary>
internal static class HostForms
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/hosts/{id}/cordon", CordonAsync);
        app.MapPost("/hosts/{id}/update", UpdateAsync);
        app.MapPost("/hosts/{id}/delete", DeleteAsync);
    }

    private static async Task<IResult> CordonAsync(
        string id,
        [FromForm] bool cordoned,
        [FromForm] string? etag,
        HttpContext context,
        HostOperations hosts)
    {
        var wanted = new V1.Host { Name = ResourceName.Host(id), Etag = etag ?? "", Cordoned = cordoned };
        await hosts.UpdateHostAsync(new V1.UpdateHostRequest { Host = wanted, UpdateMask = new() { Paths = { "cordoned" } } }, Caller.Of(context), context.RequestAborted);
        return new SeeOther($"/hosts/{id}");
    }

    private static async Task<IResult> UpdateAsync(
        string id,
        [FromForm(Name = "display_name")] string? displayName,
        [FromForm] string? labels,
        [FromForm] string? etag,
        HttpContext context,
        HostOperations hosts)
    {
        var wanted = new V1.Host { Name = ResourceName.Host(id), Etag = etag ?? "", DisplayName = displayName?.Trim() ?? "" };
        wanted.Labels.Add(ReadLabels(labels ?? ""));
        await hosts.UpdateHostAsync(
            new V1.UpdateHostRequest { Host = wanted, UpdateMask = new() { Paths = { "display_name", "labels" } } },
            Caller.Of(context), context.RequestAborted);
        return new SeeOther($"/hosts/{id}");
    }

    private static async Task<IResult> DeleteAsync(string id, [FromForm] string? etag, HttpContext context, HostOperations hosts)
    {
        await hosts.DeleteHostAsync(new V1.DeleteHostRequest { Name = ResourceName.Host(id), Etag = etag ?? "" }, Caller.Of(context), context.RequestAborted);
        return new SeeOther("/hosts");
    }

    // The service checks keys and values; here is only told apart what is which.
    private static Dictionary<string, string> ReadLabels(string text)
    {
        var labels = new Dictionary<string, string>();
        var errors = new ValidationErrors();
        foreach (var line in text.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                errors.Add("labels", Reasons.FieldInvalid, $"'{PlainText.Fit(line, 100)}' is not key=value");
            }
            else if (!labels.TryAdd(line[..equals].Trim(), line[(equals + 1)..].Trim()))
            {
                errors.Add("labels", Reasons.FieldInvalid, $"{PlainText.Fit(line[..equals], 100)} is listed twice");
            }
        }

        errors.ThrowIfAny();
        return labels;
    }
}

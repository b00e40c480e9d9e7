using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Partitions;

namespace Levelset.Api.Web.Partitions;

/// <summary>What the forms of partitions do.</summary>
internal static class PartitionForms
{
    public static void Map(WebApplication app) => app.MapPost("/partitions/{id}/remove", RemoveAsync);

    private static async Task<IResult> RemoveAsync(string id, IFormCollection form, HttpContext context, PartitionOperations partitions)
    {
        try
        {
            await partitions.DeletePartitionAsync(
                new V1.DeletePartitionRequest { Name = ResourceName.Partition(id), Etag = form["etag"].ToString() },
                Caller.Of(context), context.RequestAborted);
            return new SeeOther("/partitions");
        }
        catch (ServiceException exception) when (exception.Reason == Reasons.CommandUnanswered)
        {
            // The deletion is recorded, and the page says that it waits for the agent.
            return new SeeOther($"/partitions/{id}");
        }
    }
}

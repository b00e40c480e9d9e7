namespace Levelset.Api.Pools.Pages;

/// <summary>What the forms of pools do.</summary>
internal static class PoolForms
{
    public static void Map(WebApplication app)
    {
    }
}

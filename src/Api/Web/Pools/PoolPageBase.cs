using Levelset.Api.Pools;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.AspNetCore.Components;

namespace Levelset.Api.Web.Pools;

/// <summary>A page below a pool's.</summary>
public abstract class PoolPageBase : PageBase
{
    [Inject]
    private PoolOperations Pools { get; set; } = null!;

    /// <summary>The {pool}.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>The pool as it is now.</summary>
    protected V1.Pool Pool { get; private set; } = null!;

    /// <summary>What the pool is called.</summary>
    protected string Name => Pool.DisplayName.Length > 0 ? Pool.DisplayName : Id;

    /// <summary>The pages above.</summary>
    protected IReadOnlyList<(string Href, string Text)> Crumbs => [("/", "Pools"), ($"/pools/{Id}", Name)];

    /// <summary>The catalogue that names its bits; null = its architecture is still open.</summary>
    protected Catalogue? Catalogue => Pool.Architecture switch
    {
        V1.Architecture.X8664 => Catalogue.X86_64,
        V1.Architecture.Arm64 => Catalogue.Arm64,
        _ => null,
    };

    /// <summary>"x86_64", "arm64", or "" where it is open.</summary>
    protected string Architecture => Catalogue?.Architecture.Label ?? "";

    /// <inheritdoc/>
    protected override async Task LoadAsync() => Pool = await Pools.GetPoolAsync(new V1.GetPoolRequest { Name = ResourceName.Pool(Id) }, Cancelled);
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using Levelset.Core.Catalogues;

namespace Levelset.Processors;

/// <summary>ID registers of an arm64 processor by their architectural names, such as "ID_AA64PFR0_EL1" and "MIDR_EL1".</summary>
public sealed class IdRegisters
{
    private readonly FrozenDictionary<string, ulong> values;

    /// <summary>The registers that were read.</summary>
    /// <param name="values">Values by architectural name.</param>
    /// <param name="view">Who read them.</param>
    public IdRegisters(IEnumerable<KeyValuePair<string, ulong>> values, IdRegisterView view = IdRegisterView.Kernel)
    {
        this.values = values.ToFrozenDictionary(StringComparer.Ordinal);
        View = view;
    }

    /// <summary>Every register that the mapping looks at, in alphabetical order.</summary>
    public static ImmutableArray<string> Wanted { get; } =
    [
        .. Catalogue.Arm64.Features
            .SelectMany(feature => feature.Sources)
            .OfType<IdRegisterSource>()
            .Select(source => source.Register)
            .Append("MIDR_EL1")
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Who read them.</summary>
    public IdRegisterView View { get; }

    /// <summary>Reads a register; false when it is not known.</summary>
    public bool TryRead(string name, out ulong value) => values.TryGetValue(name, out value);
}

using System.Collections.Immutable;
using System.Text.Json;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Levelset.Api.Data;

/// <summary>Early properties as JSON: a list of {"Code", "Value"}.</summary>
internal sealed class EarlyPropertiesConverter() : ValueConverter<ImmutableArray<EarlyProperty>, string>(
    properties => Print(properties),
    text => Parse(text))
{
    /// <summary>Two lists of the same are the same.</summary>
    public static ValueComparer<ImmutableArray<EarlyProperty>> Comparer { get; } = new(
        (one, other) => Print(one) == Print(other),
        properties => Print(properties).GetHashCode(StringComparison.Ordinal));

    private static string Print(ImmutableArray<EarlyProperty> properties) => JsonSerializer.Serialize(properties.IsDefault ? [] : properties);

    private static ImmutableArray<EarlyProperty> Parse(string text) => JsonSerializer.Deserialize<ImmutableArray<EarlyProperty>>(text);
}

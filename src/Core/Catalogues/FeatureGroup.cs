using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>Bits that are the values of one choice: at most one of them is set on a processor.</summary>
/// <param name="Name">The name of the choice, such as "apa".</param>
/// <param name="Members">Its values, in bit order.</param>
public sealed record FeatureGroup(string Name, ImmutableArray<FeatureBit> Members);

using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Levelset.Api.Data;

/// <summary>Stores a feature set as <see cref="WordsText"/>; enable polarity.</summary>
public sealed class FeatureSetConverter() : ValueConverter<FeatureSet, string>(
    set => WordsText.Print(set),
    text => WordsText.ReadSet(text));

using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Levelset.Api.Data;

/// <summary>Stores a disable mask as <see cref="WordsText"/>; disable polarity.</summary>
public sealed class DisableMaskConverter() : ValueConverter<DisableMask, string>(
    mask => WordsText.Print(mask),
    text => WordsText.ReadMask(text));

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Levelset.Api.Data.Configurations;

internal static class PropertyColumns
{
    public static void Map(ComplexPropertyBuilder<StoredProperties> builder)
    {
        builder.Property(p => p.PhysicalAddressWidth).HasColumnName("physical_address_width");
        builder.Property(p => p.CacheLineFlushSize).HasColumnName("cache_line_flush_size");
        builder.Property(p => p.XsaveStates).HasColumnName("xsave_states").HasColumnType("numeric(20,0)");
        builder.Property(p => p.MaxXsaveDataSize).HasColumnName("max_xsave_data_size");
        builder.Property(p => p.SyntheticFeatures).HasColumnName("synthetic_features").HasColumnType("numeric(20,0)");
    }

    public static void HasWordsCheck<T>(this TableBuilder<T> table, string column)
        where T : class =>
        table.HasCheckConstraint($"{table.Name}_{column}_words", $"{column} ~ '{WordsText.Pattern}'");
}

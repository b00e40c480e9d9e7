using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Levelset.Api.ChangeFeed;

/// <summary>
/// Reads a row that was logged as JSON by column names. A column that the row does not have, because it is older, keeps the
/// type's default.
/// </summary>
internal static class RowReader
{
    /// <summary>The row as an entity without its relations.</summary>
    /// <param name="model">The model that has the entity.</param>
    /// <param name="content">The row as JSON.</param>
    /// <param name="version">xmin, which is no column.</param>
    public static T Read<T>(IModel model, string content, long version)
        where T : class
    {
        using var json = JsonDocument.Parse(content);
        var type = model.FindEntityType(typeof(T)) ?? throw new ArgumentException($"{typeof(T)} is not an entity", nameof(model));
        var row = Activator.CreateInstance<T>();
        Fill(row, type, json.RootElement);
        type.GetProperties().Single(property => property.IsConcurrencyToken).PropertyInfo!.SetValue(row, (uint)version);
        return row;
    }

    /// <summary>One column of whole numbers.</summary>
    public static int Number(string content, string column)
    {
        using var json = JsonDocument.Parse(content);
        return json.RootElement.GetProperty(column).GetInt32();
    }

    /// <summary>Some columns, as text that is equal where they are.</summary>
    public static string Text(string content, params ReadOnlySpan<string> columns)
    {
        using var json = JsonDocument.Parse(content);
        var text = new StringBuilder();
        foreach (var column in columns)
        {
            text.Append(json.RootElement.GetProperty(column).GetRawText()).Append('\n');
        }

        return text.ToString();
    }

    private static void Fill(object target, ITypeBase type, JsonElement json)
    {
        foreach (var property in type.GetProperties())
        {
            if (property.PropertyInfo is { } member && json.TryGetProperty(property.GetColumnName(), out var value))
            {
                Set(target, member, property, value);
            }
        }

        foreach (var complex in type.GetComplexProperties())
        {
            var member = complex.PropertyInfo!;
            var part = member.GetValue(target) ?? Activator.CreateInstance(complex.ClrType)!;
            Fill(part, complex.ComplexType, json);
            member.SetValue(target, part);
        }
    }

    private static void Set(object target, PropertyInfo member, IProperty property, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (property.IsNullable)
            {
                member.SetValue(target, null);
            }

            return;
        }

        var converter = property.GetTypeMapping().Converter;
        var stored = converter?.ProviderClrType ?? property.ClrType;
        stored = Nullable.GetUnderlyingType(stored) ?? stored;

        // A column of JSON is text to the model.
        var read = stored == typeof(string) && value.ValueKind != JsonValueKind.String
            ? value.GetRawText()
            : value.Deserialize(stored);
        read = converter is null ? read : converter.ConvertFromProvider(read);
        member.SetValue(target, read is DateTimeOffset instant ? instant.ToUniversalTime() : read);
    }
}

using System.Text.Json;

namespace Levelset.Api.Data;

/// <summary>
/// Rows as one parameter of one statement, which reads them with json_to_recordset: what is stored in batches costs a statement for
/// each table and not for each row.
/// </summary>
internal static class RowSet
{
    private static readonly JsonSerializerOptions Columns = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The rows as JSON; each property by the name of its column.</summary>
    public static string Of<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, Columns);
}

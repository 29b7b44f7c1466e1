using System.Buffers;
using System.Text;
using System.Text.Json;
using Shoreline.Lake.Native.DuckDb;
using Shoreline.Lake.Query;

namespace Shoreline.Lake.Delta;

/// <summary>What an <c>add</c> says about the rows of its file: their number, and least and greatest values by column.</summary>
/// <remarks>Texts longer than <see cref="LongestText"/> and numbers that are not finite are left out; a reader then knows nothing about
/// the column.</remarks>
internal sealed class FileStatistics
{
    private const int LongestText = 64;

    private readonly JsonElement _root;

    private FileStatistics(JsonElement root) => _root = root;

    public long RowCount => _root.TryGetProperty("numRecords", out var rows) ? rows.GetInt64() : 0;

    /// <returns>Null where the file has no statistics, or none that can be read.</returns>
    public static FileStatistics? Parse(string? json)
    {
        if (string.IsNullOrEmpty(json)) return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            return new FileStatistics(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return null; // statistics are hints: another writer's mistake in them must not hide the rows
        }
    }

    /// <summary>
    /// Whether the file may have been written before the table got some of its columns: it counts the nulls of fewer of them. Other writers may count those of few in any case.
    /// </summary>
    public bool MayLack(TableSchema schema) =>
        _root.TryGetProperty("nullCount", out var counts) && counts.ValueKind == JsonValueKind.Object
        && counts.GetPropertyCount() < schema.DataColumns.Count(column => column.Type is not StructType);

    /// <summary>Whether a row of the file may have a value between the two; true where the statistics do not tell.</summary>
    /// <param name="least">A <see cref="long"/> or <see cref="string"/>, as <paramref name="greatest"/>.</param>
    public bool MayHold(string column, object least, object greatest) =>
        !Bound("minValues", column, out var min) || !Bound("maxValues", column, out var max)
        || (Compare(min, greatest) <= 0 && Compare(max, least) >= 0);

    /// <summary>Writes the statistics of rows whose aggregates were asked for with <see cref="AggregatesOf"/>.</summary>
    public static string Write(IReadOnlyList<TableColumn> columns, object?[] aggregates)
    {
        var rowCount = (long)aggregates[0]!;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", rowCount);
            WriteBounds(json, "minValues", columns, i => aggregates[1 + i * 3]);
            WriteBounds(json, "maxValues", columns, i => aggregates[2 + i * 3]);
            json.WriteStartObject("nullCount");
            for (var i = 0; i < columns.Count; i++)
            {
                if (columns[i].Type is StructType) continue; // the protocol counts the nulls of its fields, not its own
                json.WriteNumber(columns[i].Name, rowCount - (long)aggregates[3 + i * 3]!);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The select list that <see cref="Write"/> needs.</summary>
    public static string AggregatesOf(IReadOnlyList<TableColumn> columns)
    {
        var sql = new StringBuilder("count(*)");
        foreach (var column in columns)
        {
            var name = Sql.Name(column.Name);
            sql.Append(HasBounds(column.Type) ? $", min({name}), max({name})" : ", NULL, NULL").Append(", count(").Append(name).Append(')');
        }
        return sql.ToString();
    }

    private static bool HasBounds(DeltaType type) => type is PrimitiveType { Name: not ("binary" or "boolean") };

    private bool Bound(string kind, string column, out JsonElement value)
    {
        value = default;
        return _root.TryGetProperty(kind, out var bounds) && bounds.TryGetProperty(column, out value);
    }

    private static int Compare(JsonElement bound, object value) => (bound.ValueKind, value) switch
    {
        (JsonValueKind.Number, long number) => bound.GetDouble().CompareTo(number),
        (JsonValueKind.String, string text) => string.CompareOrdinal(bound.GetString(), text),
        _ => 0, // kinds that do not match tell nothing
    };

    private static void WriteBounds(Utf8JsonWriter json, string kind, IReadOnlyList<TableColumn> columns, Func<int, object?> valueAt)
    {
        json.WriteStartObject(kind);
        for (var i = 0; i < columns.Count; i++) WriteBound(json, columns[i].Name, valueAt(i));
        json.WriteEndObject();
    }

    private static void WriteBound(Utf8JsonWriter json, string column, object? value)
    {
        switch (value)
        {
            case long number:
                json.WriteNumber(column, number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(column, number);
                break;
            case decimal number:
                json.WriteNumber(column, number);
                break;
            case string text when text.Length <= LongestText:
                json.WriteString(column, text);
                break;
            case DateOnly date:
                json.WriteString(column, date.ToString("O"));
                break;
            case SqlTimestamp time:
                // The protocol cuts times to milliseconds, downwards; readers allow for that at the upper bound.
                json.WriteString(
                    column, new SqlTimestamp(time.Micros - (time.Micros % 1000 + 1000) % 1000, HasZone: false).ToString()[..23] + "Z");
                break;
        }
    }
}

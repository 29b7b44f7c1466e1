using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Shoreline.Lake.Delta;

/// <summary>A column of a table, or a field of a struct. All are nullable.</summary>
internal sealed record TableColumn(string Name, DeltaType Type);

/// <summary>Columns of a table in order, the partition column included.</summary>
internal sealed record TableSchema(IReadOnlyList<TableColumn> Columns)
{
    /// <summary>The column that every table of the lake is partitioned by.</summary>
    public const string PartitionColumn = "date";

    /// <summary>The columns that lie in the Parquet files.</summary>
    public IEnumerable<TableColumn> DataColumns => Columns.Where(column => column.Name != PartitionColumn);

    public TableColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>Whether both have the same columns, of the same types, in the same order.</summary>
    public bool SameAs(TableSchema other) => ToJson() == other.ToJson();

    /// <summary>Whether this has all columns of another, in its order, and more behind them: what was written for the other can be read as this.</summary>
    public bool Extends(TableSchema other) =>
        Columns.Count > other.Columns.Count && new TableSchema([.. Columns.Take(other.Columns.Count)]).SameAs(other);

    /// <summary>The protocol's <c>schemaString</c>.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) Write(json, this);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="TableFormatException">A column has a type, or a constraint, that this program cannot keep.</exception>
    public static TableSchema FromJson(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ReadFields(document.RootElement);
    }

    private static void Write(Utf8JsonWriter json, TableSchema schema)
    {
        json.WriteStartObject();
        json.WriteString("type", "struct");
        json.WriteStartArray("fields");
        foreach (var column in schema.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WritePropertyName("type");
            Write(json, column.Type);
            json.WriteBoolean("nullable", true);
            json.WriteStartObject("metadata");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DeltaType type)
    {
        switch (type)
        {
            case PrimitiveType primitive:
                json.WriteStringValue(primitive.Name);
                break;
            case StructType parts:
                Write(json, parts.Fields);
                break;
            case ArrayType array:
                json.WriteStartObject();
                json.WriteString("type", "array");
                json.WritePropertyName("elementType");
                Write(json, array.Element);
                json.WriteBoolean("containsNull", true);
                json.WriteEndObject();
                break;
        }
    }

    private static TableSchema ReadFields(JsonElement parts) => new([.. parts.GetProperty("fields").EnumerateArray().Select(ReadField)]);

    private static TableColumn ReadField(JsonElement field)
    {
        var name = field.GetProperty("name").GetString()!;
        if (field.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("delta.invariants", out _))
            throw new TableFormatException(
                $"Column '{name}' has an invariant, which this program does not check. Remove it with the engine that set it.");
        return new TableColumn(name, ReadType(field.GetProperty("type")));
    }

    private static DeltaType ReadType(JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String && PrimitiveType.ByName(type.GetString()!) is { } primitive) return primitive;
        var kind = type.ValueKind == JsonValueKind.Object ? type.GetProperty("type").GetString() : type.GetString();
        return kind switch
        {
            "struct" => new StructType(ReadFields(type)),
            "array" => new ArrayType(ReadType(type.GetProperty("elementType"))),
            _ => throw new TableFormatException($"A column has the type '{kind}', which this program does not read."),
        };
    }
}

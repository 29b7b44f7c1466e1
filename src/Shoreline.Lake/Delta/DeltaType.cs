namespace Shoreline.Lake.Delta;

/// <summary>Type of a column, as the Delta protocol's section "Schema Serialization Format" names them.</summary>
internal abstract record DeltaType
{
    public static PrimitiveType String { get; } = new("string", "VARCHAR");

    public static PrimitiveType Long { get; } = new("long", "BIGINT");

    public static PrimitiveType Date { get; } = new("date", "DATE");

    /// <summary>Microseconds, adjusted to UTC.</summary>
    public static PrimitiveType Timestamp { get; } = new("timestamp", "TIMESTAMP WITH TIME ZONE");

    public static PrimitiveType Binary { get; } = new("binary", "BLOB");

    /// <summary>The same type in DuckDB's SQL.</summary>
    public abstract string SqlType { get; }
}

/// <summary>A type without parts.</summary>
/// <param name="Name">As Delta writes it.</param>
internal sealed record PrimitiveType(string Name, string Sql) : DeltaType
{
    private static readonly PrimitiveType[] All =
    [
        String, Long, Date, Timestamp, Binary,
        new("boolean", "BOOLEAN"), new("byte", "TINYINT"), new("short", "SMALLINT"), new("integer", "INTEGER"), new("float", "FLOAT"),
        new("double", "DOUBLE"),
    ];

    public override string SqlType => Sql;

    public static PrimitiveType? ByName(string name) =>
        Array.Find(All, type => type.Name == name)
        ?? (name.StartsWith("decimal(", StringComparison.Ordinal) ? new PrimitiveType(name, name.ToUpperInvariant()) : null);

    public static PrimitiveType? BySql(string sql) =>
        Array.Find(All, type => type.Sql == sql)
        ?? (sql.StartsWith("DECIMAL(", StringComparison.Ordinal) ? new PrimitiveType(sql.ToLowerInvariant(), sql) : null);
}

/// <summary>A list.</summary>
internal sealed record ArrayType(DeltaType Element) : DeltaType
{
    public override string SqlType => Element.SqlType + "[]";
}

/// <summary>Named parts in order.</summary>
internal sealed record StructType(TableSchema Fields) : DeltaType
{
    public override string SqlType =>
        $"STRUCT({string.Join(", ", Fields.Columns.Select(part => $"{Native.DuckDb.Sql.Name(part.Name)} {part.Type.SqlType}"))})";
}

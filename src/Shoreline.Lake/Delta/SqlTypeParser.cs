namespace Shoreline.Lake.Delta;

/// <summary>Turns the type of a query's column into the type of a table's column.</summary>
internal ref struct SqlTypeParser
{
    private ReadOnlySpan<char> _rest;

    /// <param name="sqlType">As <see cref="Native.DuckDb.ValueReader.SqlType"/> writes it.</param>
    /// <returns>Null where Delta has no such type.</returns>
    public static DeltaType? Parse(string sqlType)
    {
        var parser = new SqlTypeParser { _rest = sqlType };
        var type = parser.ReadType();
        return parser._rest.IsEmpty ? type : null;
    }

    private DeltaType? ReadType()
    {
        DeltaType? type = Take("STRUCT(") ? ReadStruct() : ReadPrimitive();
        while (type is not null && Take("[]")) type = new ArrayType(type);
        return type;
    }

    private StructType? ReadStruct()
    {
        var fields = new List<TableColumn>();
        do
        {
            var name = ReadQuoted();
            if (!Take(" ") || ReadType() is not { } type) return null;
            fields.Add(new TableColumn(name, type));
        }
        while (Take(", "));
        return Take(")") ? new StructType(new TableSchema(fields)) : null;
    }

    private string ReadQuoted()
    {
        var length = 1;
        while (_rest[length] != '"' || (length + 1 < _rest.Length && _rest[length + 1] == '"')) length += _rest[length] == '"' ? 2 : 1;
        var name = _rest[1..length].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
        _rest = _rest[(length + 1)..];
        return name;
    }

    private PrimitiveType? ReadPrimitive()
    {
        var length = _rest.StartsWith("DECIMAL(") ? _rest.IndexOf(')') + 1 : _rest.IndexOfAny(",[)");
        if (length < 0) length = _rest.Length;
        var name = _rest[..length].ToString();
        _rest = _rest[length..];
        return PrimitiveType.BySql(name);
    }

    private bool Take(string text)
    {
        if (!_rest.StartsWith(text)) return false;
        _rest = _rest[text.Length..];
        return true;
    }
}

using System.Globalization;
using System.Text.Json;
using Shoreline.Lake.Native.DuckDb;

namespace Shoreline.Lake.Query;

/// <summary>Lets through exactly one SELECT that reads nothing but the tables it may see.</summary>
/// <remarks>
/// The statement is checked as DuckDB itself parses it, not as text. Beneath this lies a second wall: the engine opens no file outside
/// the lake's
/// folder, no network, and its settings are locked (<see cref="LakeEngine"/>).
/// </remarks>
internal static class SqlGuard
{
    /// <summary>Functions in FROM that make rows of their arguments alone.</summary>
    private static readonly HashSet<string> TableFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "range", "generate_series", "unnest", "json_each", "json_tree", "repeat", "repeat_row", "summary",
    };

    /// <summary>Functions in expressions that reach files, settings, logs, or other statements.</summary>
    private static readonly HashSet<string> ForbiddenFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "read_text", "read_blob", "read_csv", "read_json", "read_parquet", "glob", "write_log", "getenv", "nextval", "currval",
        "json_execute_serialized_sql",
    };

    /// <summary>Names of the tables that the statement reads, of those in <paramref name="tables"/>.</summary>
    /// <exception cref="QueryException">It is no SELECT, not one, or reads something else.</exception>
    public static IReadOnlySet<string> Check(DuckDbConnection connection, string sql, IReadOnlyCollection<string> tables)
    {
        using var document = JsonDocument.Parse((string)connection.Scalar("SELECT json_serialize_sql($1::VARCHAR)", sql)!);
        var root = document.RootElement;
        if (root.GetProperty("error").GetBoolean()) throw Refusal(sql, root);
        var count = root.GetProperty("statements").GetArrayLength();
        if (count != 1) throw new QueryException($"The text holds {count} statements: write one SELECT.") { StatementIsWrong = true };

        var walk = new Walk(sql, tables);
        walk.CollectNames(root);
        walk.Visit(root);
        return walk.Used;
    }

    private static QueryException Refusal(string sql, JsonElement error)
    {
        var message = error.GetProperty("error_message").GetString();
        if (error.GetProperty("error_type").GetString() == "not implemented")
            return new QueryException(
                "Only SELECT is allowed here (also WITH, VALUES, FROM, DESCRIBE, SHOW TABLES and SUMMARIZE); nothing that writes, sets, loads or attaches.")
            {
                StatementIsWrong = true,
            };
        var at = error.TryGetProperty("position", out var position)
            && int.TryParse(position.GetString(), CultureInfo.InvariantCulture, out var offset)
            ? SqlErrors.At(sql, offset) + ": "
            : "";
        return new QueryException(at + message) { StatementIsWrong = true };
    }

    /// <summary>One pass over the tree that DuckDB's parser made.</summary>
    private sealed class Walk(string sql, IReadOnlyCollection<string> tables)
    {
        private readonly HashSet<string> _tables = new(tables, StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);

        public HashSet<string> Used { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Names given by WITH. A name counts everywhere: whether it is in scope is for the binder to say.</summary>
        public void CollectNames(JsonElement node)
        {
            if (node.ValueKind == JsonValueKind.Object)
            {
                if (node.TryGetProperty("cte_map", out var map))
                {
                    foreach (var entry in map.GetProperty("map").EnumerateArray()) _named.Add(entry.GetProperty("key").GetString()!);
                }
                foreach (var property in node.EnumerateObject()) CollectNames(property.Value);
            }
            else if (node.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in node.EnumerateArray()) CollectNames(item);
            }
        }

        public void Visit(JsonElement node)
        {
            if (node.ValueKind == JsonValueKind.Object)
            {
                switch (Text(node, "type"))
                {
                    case "BASE_TABLE":
                        CheckTable(node);
                        break;
                    case "TABLE_FUNCTION":
                        CheckTableFunction(node);
                        break;
                    case "FUNCTION" when ForbiddenFunctions.Contains(Text(node, "function_name")!):
                        throw Refused(node, $"the function {Text(node, "function_name")} is not allowed here");
                }
                foreach (var property in node.EnumerateObject()) Visit(property.Value);
            }
            else if (node.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in node.EnumerateArray()) Visit(item);
            }
        }

        private void CheckTable(JsonElement node)
        {
            var name = Text(node, "table_name")!;
            var plain = Text(node, "catalog_name") is "" or null && Text(node, "schema_name") is "" or null or "main";
            if (plain && _tables.TryGetValue(name, out var table)) Used.Add(table);
            else if (!plain || !_named.Contains(name))
                throw Refused(node, $"there is no table '{name}'. Tables: {TableNames()}");
        }

        private string TableNames() => _tables.Count == 0 ? "none yet" : string.Join(", ", _tables.Order(StringComparer.Ordinal));

        private void CheckTableFunction(JsonElement node)
        {
            var name = Text(node.GetProperty("function"), "function_name")!;
            if (!TableFunctions.Contains(name))
            {
                throw Refused(node, $"the function {name} is not allowed here: only tables of the lake can be read");
            }
        }

        private QueryException Refused(JsonElement node, string why)
        {
            var known = node.TryGetProperty("query_location", out var location) && location.TryGetInt32(out var offset)
                && offset <= sql.Length;
            return new QueryException(known ? $"{SqlErrors.At(sql, location.GetInt32())}: {why}." : $"The query is refused: {why}.") { StatementIsWrong = true };
        }

        private static string? Text(JsonElement node, string property) =>
            node.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}

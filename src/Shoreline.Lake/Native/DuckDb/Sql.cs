namespace Shoreline.Lake.Native.DuckDb;

/// <summary>Quoting of what we put into SQL text.</summary>
internal static class Sql
{
    /// <summary>An identifier.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A string literal.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Identifiers joined by commas.</summary>
    public static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(Name));
}

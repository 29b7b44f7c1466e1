using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shoreline.Lake.Query;

/// <summary>Turns results into text.</summary>
public static class QueryResultWriter
{
    /// <summary>Largest whole number that every JSON reader keeps exactly.</summary>
    private const long LargestJsonInteger = 1L << 53;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Aligned columns for a terminal; numbers to the right.</summary>
    public static void WriteTable(this QueryResult result, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(to);
        var cells = result.Rows.Select(row => Array.ConvertAll(row, value => value is null ? "NULL" : OneLine(Text(value)))).ToList();
        var widths = result.Columns.Select((column, i) => cells.Select(row => row[i].Length).Append(column.Name.Length).Max()).ToArray();
        to.WriteLine(string.Join("  ", result.Columns.Select((column, i) => column.Name.PadRight(widths[i]))).TrimEnd());
        to.WriteLine(string.Join("  ", widths.Select(width => new string('-', width))));
        for (var r = 0; r < cells.Count; r++)
        {
            var row = result.Rows[r];
            to.WriteLine(string.Join(
                "  ", cells[r].Select((cell, i) => IsNumber(row[i]) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        }
        to.WriteLine($"({result.Rows.Count} row{(result.Rows.Count == 1 ? "" : "s")}{(result.Truncated ? ", cut off at the limit" : "")})");
    }

    /// <summary>RFC 4180 with LF, a header line, NULL as an empty field and an empty text as <c>""</c>.</summary>
    public static void WriteCsv(this QueryResult result, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(to);
        to.Write(string.Join(',', result.Columns.Select(column => Quoted(column.Name))) + "\n");
        foreach (var row in result.Rows) to.Write(string.Join(',', row.Select(value => value is null ? "" : Quoted(Text(value)))) + "\n");
    }

    /// <summary>An array of objects, one on each line. Whole numbers beyond 2^53 are texts, binary is base64.</summary>
    public static void WriteJson(this QueryResult result, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(to);
        var names = result.Columns.Select(column => column.Name).ToList();
        to.Write("[");
        for (var i = 0; i < result.Rows.Count; i++) to.Write((i == 0 ? "\n" : ",\n") + Json(new SqlStruct(names, result.Rows[i])));
        to.Write(result.Rows.Count == 0 ? "]\n" : "\n]\n");
    }

    /// <summary>Writes one value of a result as <see cref="WriteJson"/> does.</summary>
    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        ArgumentNullException.ThrowIfNull(json);
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case long number when number is >= -LargestJsonInteger and <= LargestJsonInteger: json.WriteNumberValue(number); break;
            case BigInteger number when BigInteger.Abs(number) <= LargestJsonInteger: json.WriteNumberValue((long)number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case byte[] bytes: json.WriteBase64StringValue(bytes); break;
            case object?[] items: WriteItems(json, items); break;
            case SqlStruct fields: WriteFields(json, fields); break;
            default: json.WriteStringValue(Text(value)); break;
        }
    }

    private static void WriteItems(Utf8JsonWriter json, object?[] items)
    {
        json.WriteStartArray();
        foreach (var item in items) WriteValue(json, item);
        json.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter json, SqlStruct fields)
    {
        json.WriteStartObject();
        for (var i = 0; i < fields.Names.Count; i++)
        {
            json.WritePropertyName(fields.Names[i]);
            WriteValue(json, fields.Values[i]);
        }
        json.WriteEndObject();
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        byte[] bytes => "\\x" + Convert.ToHexStringLower(bytes),
        object?[] or SqlStruct => Json(value),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Json(object value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed)) WriteValue(json, value);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static bool IsNumber(object? value) => value is long or double or decimal or BigInteger;

    private static string OneLine(string text) => text.ReplaceLineEndings("⏎");

    private static string Quoted(string text) =>
        text.Length > 0 && text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

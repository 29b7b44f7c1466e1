using System.Globalization;
using System.Text.RegularExpressions;

namespace Shoreline.Lake.Query;

/// <summary>Puts DuckDB's messages, which draw the place under the text, into one line.</summary>
internal static partial class SqlErrors
{
    /// <summary><c>Binder Error: … \n\nLINE 2: select x\n   ^</c> → <c>line 2: Binder Error: …</c>.</summary>
    public static string OneLine(string message)
    {
        var place = PlaceOf().Match(message);
        var text = Breaks().Replace(place.Success ? message[..place.Index] : message, " ").Trim();
        return place.Success ? $"line {place.Groups[1].Value}: {text}" : text;
    }

    /// <summary>Line and column, both from 1, of a character of the text.</summary>
    public static string At(string sql, int position)
    {
        var before = sql.AsSpan(0, Math.Clamp(position, 0, sql.Length));
        return string.Create(
            CultureInfo.InvariantCulture, $"line {before.Count('\n') + 1}, column {before.Length - before.LastIndexOf('\n')}");
    }

    [GeneratedRegex(@"\n\s*LINE (\d+):")]
    private static partial Regex PlaceOf();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Breaks();
}

using System.Globalization;
using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>The options after the question mark of a source's address.</summary>
internal sealed class SourceQuery
{
    private readonly Dictionary<string, string> _values = [];
    private readonly string _source;

    private SourceQuery(string source) => _source = source;

    /// <summary>Splits <paramref name="address"/> at its last question mark.</summary>
    /// <param name="kind">The scheme, for messages.</param>
    /// <param name="allowed">The options that this kind knows.</param>
    /// <exception cref="InvalidInputException">An option is not known, or has no value.</exception>
    public static SourceQuery Split(string kind, string address, out string path, params ReadOnlySpan<string> allowed)
    {
        var mark = address.LastIndexOf('?');
        path = mark < 0 ? address : address[..mark];
        var query = new SourceQuery(kind);
        if (mark < 0) return query;
        foreach (var part in address[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? part : part[..equals];
            if (!allowed.Contains(key))
            {
                throw new InvalidInputException($"'{key}' is no option of {kind} sources: use {string.Join(", ", allowed.ToArray())}.");
            }
            if (equals < 0) throw new InvalidInputException($"The option '{key}' of a {kind} source needs a value: {key}=…");
            query._values[key] = Uri.UnescapeDataString(part[(equals + 1)..]);
        }
        return query;
    }

    public string? Text(string key) => _values.GetValueOrDefault(key);

    public bool Flag(string key) => Text(key) switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        var other => throw Bad(key, other, "true or false"),
    };

    public int Int(string key, int otherwise, int least, int most) => Text(key) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw Bad(key, text, $"a number from {least} to {most}");

    public double Number(string key, double otherwise, double least, double most) => Text(key) is not { } text ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw Bad(key, text, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    private InvalidInputException Bad(string key, string value, string wanted) =>
        new($"The option '{key}' of a {_source} source is '{value}': it must be {wanted}.");
}

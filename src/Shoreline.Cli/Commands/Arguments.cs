using System.CommandLine.Parsing;
using System.Globalization;

namespace Shoreline.Cli.Commands;

/// <summary>Argument forms that several commands share.</summary>
internal static class Arguments
{
    /// <summary>Reads a duration: <c>500ms</c>, <c>60s</c>, <c>5m</c>, <c>2h</c>; a bare number is seconds.</summary>
    public static TimeSpan? Duration(ArgumentResult result)
    {
        if (result.Tokens is not [{ Value: var text }]) return null;
        var number = text.TrimEnd('m', 's', 'h');
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0)
        {
            switch (text[number.Length..])
            {
                case "ms": return TimeSpan.FromMilliseconds(value);
                case "" or "s": return TimeSpan.FromSeconds(value);
                case "m": return TimeSpan.FromMinutes(value);
                case "h": return TimeSpan.FromHours(value);
            }
        }
        result.AddError($"'{text}' is not a duration: write 500ms, 60s, 5m or 2h.");
        return null;
    }

    /// <summary>The folder given, else the environment variable's, else <paramref name="otherwise"/>; as an absolute path.</summary>
    public static string Folder(string? given, string variable, string otherwise)
    {
        var chosen = given ?? Environment.GetEnvironmentVariable(variable);
        return Path.GetFullPath(string.IsNullOrEmpty(chosen) ? otherwise : chosen);
    }
}

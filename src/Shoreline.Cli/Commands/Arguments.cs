using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Shoreline.Cli.Commands;

/// <summary>Argument forms that several commands share.</summary>
internal static partial class Arguments
{
    private const double LongestDuration = 1e6; // in any unit: hours make a century, and fit a TimeSpan

    /// <summary>An argument that is never a word such as <c>--jsn</c>: that is an option written wrongly, not a file or a name.</summary>
    public static Argument<T> NotAnOption<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            foreach (var word in result.Tokens.Select(token => token.Value).Where(word => OptionWord().IsMatch(word))) result.AddError($"There is no option '{word}'.");
        });
        return argument;
    }

    /// <summary>An option whose number is from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<T> Within<T>(Option<T> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            // what is no number at all is refused by the parser
            if (result.Tokens is [{ Value: var text }] && long.TryParse(text, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
            {
                result.AddError($"{option.Name} is {text}: give {least} to {most}.");
            }
        });
        return option;
    }

    /// <summary>Reads a duration: <c>500ms</c>, <c>60s</c>, <c>5m</c>, <c>2h</c>; a bare number is seconds.</summary>
    public static TimeSpan? Duration(ArgumentResult result)
    {
        if (result.Tokens is not [{ Value: var text }]) return null;
        var number = text.TrimEnd('m', 's', 'h');
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= LongestDuration)
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

    [GeneratedRegex("^--?[A-Za-z][A-Za-z-]*$")]
    private static partial Regex OptionWord();
}

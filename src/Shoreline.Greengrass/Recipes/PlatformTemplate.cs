using System.Text.RegularExpressions;

namespace Shoreline.Greengrass.Recipes;

/// <summary>One line of a manifest's <c>Platform</c>. The rules are those of greengrass-components, 1.7, in their order.</summary>
internal static class PlatformTemplate
{
    private static readonly TimeSpan RegexLimit = TimeSpan.FromMilliseconds(250);

    /// <param name="value">The device's; null where it lacks the attribute.</param>
    /// <param name="fault">Why the template cannot be decided, to be put behind it; then it is not satisfied.</param>
    public static bool IsSatisfied(string attribute, string? template, string? value, out string? fault)
    {
        fault = null;
        if (template is null or "*") return true;
        if (string.IsNullOrEmpty(value)) return false;
        if (template is ['/', .. var pattern, '/']) return IsMatch(pattern, value, out fault);
        if (attribute is "os" or "architecture" && template is "all" or "any") return true;
        if (template.Length == 0 || !char.IsAsciiLetterOrDigit(template[0])) return false; // reserved
        return template == value;
    }

    private static bool IsMatch(string pattern, string value, out string? fault)
    {
        fault = null;
        try
        {
            return Regex.IsMatch(value, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, RegexLimit);
        }
        catch (RegexMatchTimeoutException)
        {
            fault = $"is not decided within {RegexLimit.TotalMilliseconds:N0} ms";
        }
        catch (ArgumentException e)
        {
            fault = $"is no regular expression: {Quoted.Reason(e.Message)}";
        }
        return false;
    }
}

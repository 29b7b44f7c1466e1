using Shoreline.Core;

namespace Shoreline.Lake.Store;

/// <summary>The rule for names of objects, the same for every store.</summary>
/// <remarks>
/// 1 to 1024 printable ASCII characters without <c>\</c>, in levels separated by <c>/</c>; a level has 1 to 200 characters and does not
/// begin
/// with a dot. So a key is a relative path that cannot leave its folder, and sorts alike as text and as bytes. Encode other names before
/// use.
/// </remarks>
public static class ObjectKey
{
    private const int MaxLength = 1024;
    private const int MaxLevelLength = 200;

    /// <exception cref="InvalidInputException"><paramref name="key"/> breaks the rule.</exception>
    public static string Check(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Fault(key) is { } fault ? throw new InvalidInputException($"'{key}' is not an object key: {fault}.") : key;
    }

    /// <summary>Makes one level of a key of any text: characters outside <c>A–Z a–z 0–9 _ - : =</c>, and dots at the start, become
    /// <c>%XX</c> of their UTF-8.</summary>
    public static string EncodeLevel(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var encoded = Uri.EscapeDataString(text)
            .Replace("%3A", ":", StringComparison.Ordinal)
            .Replace("%3D", "=", StringComparison.Ordinal);
        return encoded.StartsWith('.') ? "%2E" + encoded[1..] : encoded;
    }

    private static string? Fault(string key)
    {
        if (key.Length is 0 or > MaxLength) return $"it has {key.Length} characters; 1 to {MaxLength} are allowed";
        foreach (var c in key)
        {
            if (c is < ' ' or > '~' or '\\') return "only printable ASCII characters without the backslash are allowed";
        }
        foreach (var level in key.Split('/'))
        {
            if (level.Length is 0 or > MaxLevelLength) return $"a level between slashes must have 1 to {MaxLevelLength} characters";
            if (level[0] == '.') return "no level may begin with a dot";
        }
        return null;
    }
}

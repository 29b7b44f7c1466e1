using System.Buffers;

namespace Shoreline.Vision.Pipeline;

/// <summary>Makes names that a file or a machine happens to have into names that records may bear.</summary>
internal static class NameText
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <param name="otherwise">Where nothing of <paramref name="name"/> is left.</param>
    public static string Fit(string name, int longest, string otherwise)
    {
        var letters = name.Take(longest).Select(letter => Allowed.Contains(letter) ? letter : '-').ToArray();
        var fitted = new string(letters).Trim('-');
        return fitted.Length > 0 ? fitted : otherwise;
    }
}

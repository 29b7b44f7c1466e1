using System.Text;

namespace Shoreline.Greengrass.Recipes.Documents;

internal static class TextPosition
{
    /// <summary>The position behind a piece of UTF-8, which may begin and end within characters of more than one byte.</summary>
    public static (int Line, int Column) Advance(ReadOnlySpan<byte> passed, int line, int column)
    {
        var lastBreak = passed.LastIndexOf((byte)'\n');
        if (lastBreak < 0) return (line, column + Encoding.UTF8.GetCharCount(passed));
        return (line + passed.Count((byte)'\n'), 1 + Encoding.UTF8.GetCharCount(passed[(lastBreak + 1)..]));
    }
}

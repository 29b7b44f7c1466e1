namespace Shoreline.Greengrass.Tests;

/// <summary>Bytes written as in the specification: hexadecimal, with blanks and line breaks wherever they help.</summary>
internal static class Hex
{
    public static byte[] Bytes(string text) => Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
}

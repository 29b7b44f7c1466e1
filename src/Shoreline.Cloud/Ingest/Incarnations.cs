using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Shoreline.Cloud.Ingest;

/// <summary>Incarnations as they are written: 32 lower-case hexadecimal digits.</summary>
internal static class Incarnations
{
    private const int Digits = 32;
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789abcdef");

    public static bool IsValid([NotNullWhen(true)] string? text) => text is { Length: Digits } && !text.AsSpan().ContainsAnyExcept(Allowed);
}

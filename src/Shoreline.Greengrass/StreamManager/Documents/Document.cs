using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Shoreline.Greengrass.StreamManager.Documents;

/// <summary>Between a JSON document and the payload of a message.</summary>
internal static class Document
{
    public static byte[] Encode<T>(T document, IReadOnlyList<string> faults, JsonTypeInfo<T> type) where T : class => faults.Count == 0
        ? JsonSerializer.SerializeToUtf8Bytes(document, type)
        : throw new InvalidMessageException($"This {typeof(T).Name} breaks rules: {string.Join("; ", faults)}.");

    public static string? TryDecode<T>(
        ReadOnlySpan<byte> payload, JsonTypeInfo<T> type, Func<T, IReadOnlyList<string>> faults, out T? document) where T : class
    {
        document = null;
        try
        {
            if (JsonSerializer.Deserialize(payload, type) is not { } read) return "is null";
            if (faults(read) is { Count: > 0 } broken) return string.Join("; ", broken);
            document = read;
            return null;
        }
        catch (JsonException e)
        {
            return $"is not the JSON expected: {e.Message}";
        }
    }
}

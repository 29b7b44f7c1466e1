using System.Text.Json;
using Shoreline.Greengrass.StreamManager.Documents;

namespace Shoreline.Edge.Exports.S3;

/// <summary>Reads the task document of a message.</summary>
internal static class S3TaskReader
{
    private const string ReservedPrefix = "$aws-gg-";

    /// <summary>Reads as much as is there.</summary>
    /// <param name="task">
    /// Also of a task that breaks a rule, so that its status can name it; null where not even its three texts are there.
    /// </param>
    /// <returns>Null where the task is good, otherwise every fault in one line.</returns>
    public static string? Read(ReadOnlyMemory<byte> payload, out S3ExportTaskDefinition? task)
    {
        task = null;
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return "the task is not a JSON object";
            var faults = new List<string>();
            var inputUrl = Text(document.RootElement, "inputUrl", faults);
            var bucket = Text(document.RootElement, "bucket", faults);
            var key = Text(document.RootElement, "key", faults);
            var metadata = Metadata(document.RootElement, faults);
            if (inputUrl is not null && bucket is not null && key is not null)
            {
                task = new S3ExportTaskDefinition { InputUrl = inputUrl, Bucket = bucket, Key = key, UserMetadata = metadata };
            }
            if (inputUrl is not null && !FileUrl.TryGetPath(inputUrl, out var fault)) faults.Add(fault);
            if (bucket is not null && !S3Names.IsBucket(bucket)) faults.Add($"'{bucket}' is no bucket name");
            if (key is not null && !S3Names.IsKey(key))
            {
                faults.Add("the key is longer than 1,024 characters or holds one that is not allowed");
            }
            return faults.Count == 0 ? null : string.Join("; ", faults);
        }
        catch (JsonException e)
        {
            return $"the task is not JSON: {e.Message.ReplaceLineEndings(" ")}";
        }
        catch (InvalidOperationException)
        {
            return "the task holds text that is not UTF-8"; // JsonElement.GetString; parsing looks at the syntax only
        }
    }

    private static string? Text(JsonElement root, string name, List<string> faults)
    {
        var isText = root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String;
        if (isText && value.GetString() is { Length: > 0 } text) return text;
        faults.Add($"{name} is missing or no text");
        return null;
    }

    private static Dictionary<string, string>? Metadata(JsonElement root, List<string> faults)
    {
        if (!root.TryGetProperty("userMetadata", out var map) || map.ValueKind == JsonValueKind.Null) return null;
        if (map.ValueKind != JsonValueKind.Object)
        {
            faults.Add("userMetadata is not an object");
            return null;
        }
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.Null) continue;
            if (entry.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                faults.Add($"userMetadata '{entry.Name}' is neither text nor a number");
            }
            else if (!S3Metadata.IsName(entry.Name)) faults.Add($"userMetadata '{entry.Name}' cannot be a header's name");
            else if (entry.Name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
            {
                faults.Add($"userMetadata '{entry.Name}' is reserved");
            }
            else metadata[entry.Name] = AsText(entry.Value);
        }
        return metadata.Count > 0 ? metadata : null;
    }

    /// <summary>Real programs put numbers; they stay as they were written.</summary>
    private static string AsText(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}

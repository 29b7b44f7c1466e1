using System.Text.Json.Serialization;

namespace Shoreline.Greengrass.StreamManager.Documents;

/// <summary>
/// Asks for the upload of one file (specification, 4.6): what a program appends to a stream that has an S3 task executor.
/// </summary>
public sealed record S3ExportTaskDefinition
{
    /// <summary>
    /// URL of a local file: <c>file:/path</c> or <c>file:///path</c>. It comes back letter for letter in every status message.
    /// </summary>
    public required string InputUrl { get; init; }

    /// <summary>An existing bucket; rule: <see cref="S3Names.IsBucket"/>.</summary>
    public required string Bucket { get; init; }

    /// <summary>Key of the object, with placeholders such as <c>!{timestamp:yyyy/MM/dd}</c>; rule: <see cref="S3Names.IsKey"/>.</summary>
    public required string Key { get; init; }

    /// <summary>Without the prefix <c>x-amz-meta-</c>; keys know no case and none begins with <c>$aws-gg-</c>.</summary>
    [JsonConverter(typeof(TextMapConverter))]
    public IReadOnlyDictionary<string, string>? UserMetadata { get; init; }

    /// <summary>Every broken rule, in words; none where the task is good.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (!InputUrl.StartsWith("file:/", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add($"inputUrl, '{InputUrl}', does not begin with file:/");
        }
        if (!S3Names.IsBucket(Bucket))
        {
            faults.Add($"bucket, '{Bucket}', is no name of a bucket: 3 to 63 of lower-case letters, digits, hyphens, full stops");
        }
        if (!S3Names.IsKey(Key))
        {
            faults.Add($"key, '{Key}', is empty, longer than {S3Names.MaxKeyChars} or holds a character that may not be in one");
        }
        var names = UserMetadata?.Keys ?? [];
        foreach (var name in names.Where(name => name.StartsWith("$aws-gg-", StringComparison.OrdinalIgnoreCase)))
        {
            faults.Add($"userMetadata: '{name}' is a reserved name");
        }
        return faults;
    }

    /// <summary>As the payload of a message.</summary>
    /// <exception cref="InvalidMessageException">A rule is broken; the message names all.</exception>
    public byte[] Encode() => Document.Encode(this, Faults(), DocumentJson.Lean.S3ExportTaskDefinition);

    /// <returns>Null on success, otherwise what is wrong with the payload.</returns>
    public static string? TryDecode(ReadOnlySpan<byte> payload, out S3ExportTaskDefinition? task) =>
        Document.TryDecode(payload, DocumentJson.Lean.S3ExportTaskDefinition, static t => t.Faults(), out task);
}

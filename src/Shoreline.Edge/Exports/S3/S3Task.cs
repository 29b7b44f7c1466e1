namespace Shoreline.Edge.Exports.S3;

/// <summary>What a program wants uploaded: S3ExportTaskDefinition of the stream manager specification, 4.6.</summary>
/// <param name="InputUrl">Letter for letter as it was appended.</param>
/// <param name="Key">With its placeholders.</param>
/// <param name="Metadata">As it was appended, values as text; null where there was none.</param>
internal sealed record S3Task(string InputUrl, string Bucket, string Key, IReadOnlyList<KeyValuePair<string, string>>? Metadata);

namespace Shoreline.Examples;

/// <summary>Where the sample uploader brings files.</summary>
public sealed record FileUploaderOptions
{
    /// <summary>An existing bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Stream of upload tasks. Default <c>uploads</c>.</summary>
    public string TaskStream { get; init; } = "uploads";

    /// <summary>Stream of status messages. Default <c>upload-status</c>.</summary>
    public string StatusStream { get; init; } = "upload-status";

    /// <summary>Identifier of the export that carries the tasks out. Default <c>s3</c>.</summary>
    public string Export { get; init; } = "s3";
}

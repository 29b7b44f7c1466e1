namespace Shoreline.Vision.Models;

/// <summary>The file with the weights, and where to find it.</summary>
public sealed record WeightsManifest
{
    /// <summary>File name at its source; in a folder that is searched, a file of any name with the digest will do.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256, 64 lower-case hexadecimal digits; absent where a distribution maintains the file.</summary>
    public string? Sha256 { get; init; }

    public long? Bytes { get; init; }

    /// <summary>Addresses to download from, tried in order.</summary>
    public IReadOnlyList<Uri> Urls { get; set; } = [];

    /// <summary>Folders in which a distribution puts the file.</summary>
    public IReadOnlyList<string> Folders { get; set; } = [];

    /// <summary>Debian package that holds the file.</summary>
    public string? Package { get; init; }
}

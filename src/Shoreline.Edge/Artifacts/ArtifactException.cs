using Shoreline.Core;

namespace Shoreline.Edge.Artifacts;

/// <summary>An artifact cannot be had, or cannot be used.</summary>
/// <param name="code">Of the deployment's error stack (greengrass-components, 7.12).</param>
/// <param name="type">Of the deployment's error types.</param>
internal sealed class ArtifactException(string code, string type, string message, Exception? inner = null, bool isTransient = false)
    : ShorelineException(message, inner)
{
    public string Code { get; } = code;

    public string ErrorType { get; } = type;

    /// <summary>Trying again may help.</summary>
    public override bool IsTransient { get; } = isTransient;
}

/// <summary>Error codes of artifacts.</summary>
internal static class ArtifactErrors
{
    public const string Download = "ARTIFACT_DOWNLOAD_ERROR";
    public const string Checksum = "ARTIFACT_CHECKSUM_MISMATCH";
    public const string MissingAlgorithm = "RECIPE_MISSING_ARTIFACT_HASH_ALGORITHM";
    public const string DiskSpace = "DISK_SPACE_CRITICAL";
    public const string Http = "HTTP_REQUEST_ERROR";
    public const string S3 = "S3_ERROR";
    public const string Docker = "DOCKER_ERROR";
    public const string DockerImageName = "DOCKER_IMAGE_NOT_VALID";
    public const string Io = "IO_WRITE_ERROR";
    public const string Archive = "IO_UNZIP_ERROR";
    public const string BadUri = "ARTIFACT_URI_NOT_VALID";
}

namespace Shoreline.Greengrass.Ipc.Model;

/// <summary>The error shapes of the service model (greengrass-ipc, section 7), without namespace.</summary>
public static class ErrorShapes
{
    public const string Service = "ServiceError";
    public const string InvalidArguments = "InvalidArgumentsError";
    public const string Unauthorized = "UnauthorizedError";
    public const string Conflict = "ConflictError";
    public const string FailedUpdateConditionCheck = "FailedUpdateConditionCheckError";
    public const string ResourceNotFound = "ResourceNotFoundError";
    public const string ComponentNotFound = "ComponentNotFoundError";
    public const string InvalidToken = "InvalidTokenError";
    public const string InvalidCredential = "InvalidCredentialError";
    public const string InvalidClientDeviceAuthToken = "InvalidClientDeviceAuthTokenError";
    public const string InvalidRecipeDirectoryPath = "InvalidRecipeDirectoryPathError";
    public const string InvalidArtifactsDirectoryPath = "InvalidArtifactsDirectoryPathError";
}

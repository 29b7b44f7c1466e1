using Shoreline.Core;

namespace Shoreline.Edge.Deployments;

/// <summary>A deployment cannot go on (greengrass-components, 7.12).</summary>
/// <param name="codes">Of the error stack, general to specific, without the first.</param>
/// <param name="type">Of the error types.</param>
internal sealed class DeploymentException(string message, string[] codes, string type, Exception? inner = null) : ShorelineException(message, inner)
{
    public IReadOnlyList<string> Codes { get; } = codes;

    public string ErrorType { get; } = type;
}

/// <summary>Error codes of deployments, as status reports name them.</summary>
internal static class DeploymentErrors
{
    public const string Failure = "DEPLOYMENT_FAILURE";
    public const string Rejected = "DEPLOYMENT_REJECTED";
    public const string Interrupted = "DEPLOYMENT_INTERRUPTED";
    public const string Stale = "REJECTED_STALE_DEPLOYMENT";
    public const string NoVersion = "NO_AVAILABLE_COMPONENT_VERSION";
    public const string RequirementsNotMet = "COMPONENT_VERSION_REQUIREMENTS_NOT_MET";
    public const string Circular = "COMPONENT_CIRCULAR_DEPENDENCY_ERROR";
    public const string Update = "COMPONENT_UPDATE_ERROR";
    public const string Broken = "COMPONENT_BROKEN";
    public const string Bootstrap = "COMPONENT_BOOTSTRAP_ERROR";
    public const string BootstrapTimeout = "COMPONENT_BOOTSTRAP_TIMEOUT";
    public const string Loading = "COMPONENT_PACKAGE_LOADING_ERROR";
    public const string ConfigurationNotValid = "COMPONENT_CONFIGURATION_NOT_VALID";
    public const string MissingCapabilities = "NUCLEUS_MISSING_REQUIRED_CAPABILITIES";
    public const string MissingDocker = "MISSING_DOCKER_APPLICATION_MANAGER";
    public const string MissingTokens = "MISSING_TOKEN_EXCHANGE_SERVICE";
    public const string MultipleNuclei = "MULTIPLE_NUCLEUS_RESOLVED_ERROR";
    public const string Document = "DEPLOYMENT_DOCUMENT_PARSE_ERROR";
    public const string UnsupportedType = "UNSUPPORTED_COMPONENT_TYPE";
}

/// <summary>Error types of deployments.</summary>
internal static class ErrorTypes
{
    public const string Request = "REQUEST_ERROR";
    public const string Device = "DEVICE_ERROR";
    public const string Recipe = "COMPONENT_RECIPE_ERROR";
    public const string UserComponent = "USER_COMPONENT_ERROR";
    public const string Component = "COMPONENT_ERROR";
    public const string Nucleus = "NUCLEUS_ERROR";
    public const string Unknown = "UNKNOWN_ERROR";
}

using System.Text.Json.Nodes;
using Shoreline.Core;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>The nucleus, or the way to it, failed.</summary>
public class IpcException(string message, Exception? inner = null) : ShorelineException(message, inner);

/// <summary>No connection could be made.</summary>
public sealed class IpcConnectException(string message, bool isRefused = false, Exception? inner = null) : IpcException(message, inner)
{
    /// <summary>
    /// The nucleus answered, and does not know the token. It will not come to know it: tokens end with the process that gave them.
    /// </summary>
    public bool IsRefused { get; } = isRefused;

    public override bool IsTransient => !IsRefused;
}

/// <summary>The connection ended: whether a request that was under way was carried out is unknown.</summary>
public sealed class IpcConnectionLostException(string message, Exception? inner = null) : IpcException(message, inner)
{
    public override bool IsTransient => true;
}

/// <summary>No answer came in time: whether the request was carried out is unknown.</summary>
public sealed class IpcTimeoutException(string message) : IpcException(message)
{
    public override bool IsTransient => true;
}

/// <summary>A request is longer than a message may be; nothing was sent.</summary>
public sealed class IpcRequestTooLargeException(string message) : IpcException(message);

/// <summary>More events came than a subscription may hold for its consumer, and it was ended.</summary>
public sealed class IpcSlowConsumerException(string message) : IpcException(message);

/// <summary>
/// The nucleus answered with an error. There is a type for each error shape of the service model; of this type itself are those that a
/// newer nucleus knows.
/// </summary>
public class IpcOperationException : IpcException
{
    internal IpcOperationException(string operation, string shape, IpcError error) : base(Describe(operation, shape, error)) =>
        (Operation, Shape, Error) = (operation, shape, error);

    /// <summary>Without namespace, such as <c>PublishToTopic</c>.</summary>
    public string Operation { get; }

    /// <summary>Name of the error in the service model, such as <c>UnauthorizedError</c>; empty where it has none there.</summary>
    public string Shape { get; }

    /// <summary>All that was answered; its message is the nucleus' own, without what <see cref="Exception.Message"/> adds.</summary>
    public IpcError Error { get; }

    private static string Describe(string operation, string shape, IpcError error)
    {
        var name = shape.Length > 0 ? shape : "an error without a name";
        return string.IsNullOrEmpty(error.Message)
            ? $"{operation} was answered with {name}."
            : $"{error.Message.TrimEnd('.')} ({operation}: {name}).";
    }
}

/// <summary><c>ServiceError</c>: the nucleus could not do it, or offers no such operation.</summary>
public sealed class IpcServiceException : IpcOperationException
{
    internal IpcServiceException(string operation, IpcError error) : base(operation, ErrorShapes.Service, error)
    {
    }

    /// <summary>Such as the broker's reason for refusing a subscription.</summary>
    public JsonObject? Context => Error.Context;
}

/// <summary><c>InvalidArgumentsError</c>.</summary>
public sealed class IpcInvalidArgumentsException : IpcOperationException
{
    internal IpcInvalidArgumentsException(string operation, IpcError error) : base(operation, ErrorShapes.InvalidArguments, error)
    {
    }
}

/// <summary><c>UnauthorizedError</c>: the component's <c>accessControl</c> does not grant this.</summary>
public sealed class IpcUnauthorizedException : IpcOperationException
{
    internal IpcUnauthorizedException(string operation, IpcError error) : base(operation, ErrorShapes.Unauthorized, error)
    {
    }
}

/// <summary><c>ConflictError</c>: a shadow has another version than the request says.</summary>
public sealed class IpcConflictException : IpcOperationException
{
    internal IpcConflictException(string operation, IpcError error) : base(operation, ErrorShapes.Conflict, error)
    {
    }
}

/// <summary><c>FailedUpdateConditionCheckError</c>: the configuration was changed after the request's timestamp.</summary>
public sealed class IpcFailedUpdateConditionCheckException : IpcOperationException
{
    internal IpcFailedUpdateConditionCheckException(string operation, IpcError error) : base(
        operation, ErrorShapes.FailedUpdateConditionCheck, error)
    {
    }
}

/// <summary><c>ResourceNotFoundError</c>.</summary>
public sealed class IpcResourceNotFoundException : IpcOperationException
{
    internal IpcResourceNotFoundException(string operation, IpcError error) : base(operation, ErrorShapes.ResourceNotFound, error)
    {
    }

    /// <summary>Such as <c>Component</c>, <c>LocalDeployment</c>, <c>secret</c> or <c>shadow</c>, where the nucleus says so.</summary>
    public string? ResourceType => Error.ResourceType;

    public string? ResourceName => Error.ResourceName;
}

/// <summary><c>ComponentNotFoundError</c>. A classic nucleus answers with <see cref="IpcResourceNotFoundException"/> instead.</summary>
public sealed class IpcComponentNotFoundException : IpcOperationException
{
    internal IpcComponentNotFoundException(string operation, IpcError error) : base(operation, ErrorShapes.ComponentNotFound, error)
    {
    }
}

/// <summary><c>InvalidTokenError</c>.</summary>
public sealed class IpcInvalidTokenException : IpcOperationException
{
    internal IpcInvalidTokenException(string operation, IpcError error) : base(operation, ErrorShapes.InvalidToken, error)
    {
    }
}

/// <summary><c>InvalidCredentialError</c>: a client device's.</summary>
public sealed class IpcInvalidCredentialException : IpcOperationException
{
    internal IpcInvalidCredentialException(string operation, IpcError error) : base(operation, ErrorShapes.InvalidCredential, error)
    {
    }
}

/// <summary><c>InvalidClientDeviceAuthTokenError</c>: it is wrong or has run out.</summary>
public sealed class IpcInvalidClientDeviceAuthTokenException : IpcOperationException
{
    internal IpcInvalidClientDeviceAuthTokenException(string operation, IpcError error) : base(
        operation, ErrorShapes.InvalidClientDeviceAuthToken, error)
    {
    }
}

/// <summary><c>InvalidRecipeDirectoryPathError</c>.</summary>
public sealed class IpcInvalidRecipeDirectoryPathException : IpcOperationException
{
    internal IpcInvalidRecipeDirectoryPathException(string operation, IpcError error) : base(
        operation, ErrorShapes.InvalidRecipeDirectoryPath, error)
    {
    }
}

/// <summary><c>InvalidArtifactsDirectoryPathError</c>: the folder holds the nucleus' own store.</summary>
public sealed class IpcInvalidArtifactsDirectoryPathException : IpcOperationException
{
    internal IpcInvalidArtifactsDirectoryPathException(string operation, IpcError error) : base(
        operation, ErrorShapes.InvalidArtifactsDirectoryPath, error)
    {
    }
}

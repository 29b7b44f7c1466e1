using System.Buffers;
using System.Text;
using System.Text.Json;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Sdk.Ipc;

/// <summary>Turns an answer that is an error into the exception for it.</summary>
internal static class IpcErrorAnswer
{
    private const int MaxTextBytes = 1024; // of an answer that is no JSON

    public static IpcOperationException ToException(string operation, in RpcMessage message)
    {
        var name = Encoding.UTF8.GetString(message.ServiceModelType.Span);
        var shape = name.StartsWith(IpcOperation.Namespace, StringComparison.Ordinal) ? name[IpcOperation.Namespace.Length..] : name;
        var error = Read(message);
        return shape switch
        {
            ErrorShapes.Service => new IpcServiceException(operation, error),
            ErrorShapes.InvalidArguments => new IpcInvalidArgumentsException(operation, error),
            ErrorShapes.Unauthorized => new IpcUnauthorizedException(operation, error),
            ErrorShapes.Conflict => new IpcConflictException(operation, error),
            ErrorShapes.FailedUpdateConditionCheck => new IpcFailedUpdateConditionCheckException(operation, error),
            ErrorShapes.ResourceNotFound => new IpcResourceNotFoundException(operation, error),
            ErrorShapes.ComponentNotFound => new IpcComponentNotFoundException(operation, error),
            ErrorShapes.InvalidToken => new IpcInvalidTokenException(operation, error),
            ErrorShapes.InvalidCredential => new IpcInvalidCredentialException(operation, error),
            ErrorShapes.InvalidClientDeviceAuthToken => new IpcInvalidClientDeviceAuthTokenException(operation, error),
            ErrorShapes.InvalidRecipeDirectoryPath => new IpcInvalidRecipeDirectoryPathException(operation, error),
            ErrorShapes.InvalidArtifactsDirectoryPath => new IpcInvalidArtifactsDirectoryPathException(operation, error),
            _ => new IpcOperationException(operation, shape, error),
        };
    }

    /// <summary>What the server says of the connection as a whole, for people.</summary>
    public static string Describe(in RpcMessage message) => Read(message).Message is { Length: > 0 } text ? text : "no reason given";

    /// <summary>Failures outside the service model come as <c>text/plain</c>, or as JSON with a member of the wrong kind.</summary>
    private static IpcError Read(in RpcMessage message)
    {
        try
        {
            return IpcJson.Read(message.Payload, IpcJson.Wire.IpcError);
        }
        catch (JsonException)
        {
            var text = message.Payload.Slice(0, Math.Min(MaxTextBytes, message.Payload.Length)).ToArray();
            return new IpcError { Message = Encoding.UTF8.GetString(text) };
        }
    }
}

namespace Shoreline.Greengrass.Ipc.Model;

/// <summary>
/// An operation is answered by one of the service model's errors: thrown by who answers, and by a client that was answered so.
/// </summary>
public sealed class IpcErrorException(string shape, IpcError error) : Exception($"{shape}: {error?.Message}")
{
    private const string Service = IpcOperation.Namespace + "GreengrassCoreIPC";

    public IpcErrorException(string shape, string message) : this(shape, new IpcError { Message = message })
    {
    }

    /// <summary>One of <see cref="ErrorShapes"/>, or one that a newer server knows.</summary>
    public string Shape { get; } = shape;

    public IpcError Error { get; } = error ?? new IpcError();

    /// <summary>The error with the members that the classic nucleus adds.</summary>
    public IpcError ForWire() => Error with { Service = Service, MessageAgain = Error.Message, ErrorCode = Shape };

    /// <param name="type">Such as <c>Component</c>.</param>
    public static IpcErrorException NotFound(string message, string? type = null, string? name = null) =>
        new(ErrorShapes.ResourceNotFound, new IpcError { Message = message, ResourceType = type, ResourceName = name });

    public static IpcErrorException InvalidArguments(string message) => new(ErrorShapes.InvalidArguments, message);

    public static IpcErrorException Unauthorized(string message) => new(ErrorShapes.Unauthorized, message);

    public static IpcErrorException Failed(string message) => new(ErrorShapes.Service, message);
}

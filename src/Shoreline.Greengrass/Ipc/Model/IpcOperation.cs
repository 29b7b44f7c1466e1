using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Shoreline.Greengrass.Ipc.Model;

/// <summary>An operation of the service model (greengrass-ipc, section 6): its name, and what goes to and fro.</summary>
public abstract class IpcOperation
{
    /// <summary>Precedes every name of operation and shape on the wire.</summary>
    public const string Namespace = "aws.greengrass#";

    private readonly byte[] _fullName;
    private readonly byte[] _responseShape;

    private protected IpcOperation(string name)
    {
        Name = name;
        _fullName = Encoding.UTF8.GetBytes(Namespace + name);
        _responseShape = Encoding.UTF8.GetBytes($"{Namespace}{name}Response");
    }

    /// <summary>Without namespace, such as <c>PublishToTopic</c>.</summary>
    public string Name { get; }

    /// <summary>With namespace, in UTF-8.</summary>
    public ReadOnlySpan<byte> FullName => _fullName;

    /// <summary>Name of the response's shape, in UTF-8.</summary>
    public ReadOnlySpan<byte> ResponseShape => _responseShape;

    public override string ToString() => Namespace + Name;
}

/// <summary>An operation with one answer.</summary>
public class IpcOperation<TRequest, TResponse> : IpcOperation
{
    internal IpcOperation(string name, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response) : base(name)
    {
        (Request, Response) = (request, response);
    }

    public JsonTypeInfo<TRequest> Request { get; }

    public JsonTypeInfo<TResponse> Response { get; }
}

/// <summary>An operation whose stream stays open after its answer and brings events.</summary>
public sealed class IpcSubscription<TRequest, TResponse, TEvent> : IpcOperation<TRequest, TResponse>
{
    private readonly byte[] _eventShape;

    internal IpcSubscription(
        string name, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response, string eventShape, JsonTypeInfo<TEvent> @event) : base(name, request, response)
    {
        Event = @event;
        _eventShape = Encoding.UTF8.GetBytes(Namespace + eventShape);
    }

    public JsonTypeInfo<TEvent> Event { get; }

    /// <summary>Name of the events' shape, in UTF-8: that of the union, whatever its member.</summary>
    public ReadOnlySpan<byte> EventShape => _eventShape;
}

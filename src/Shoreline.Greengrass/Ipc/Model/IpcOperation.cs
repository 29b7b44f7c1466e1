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
        WireName = Namespace + name;
        _fullName = Encoding.UTF8.GetBytes(WireName);
        _responseShape = Encoding.UTF8.GetBytes($"{Namespace}{name}Response");
    }

    /// <summary>Without namespace, such as <c>PublishToTopic</c>.</summary>
    public string Name { get; }

    /// <summary>With namespace, as it is on the wire and in policies.</summary>
    public string WireName { get; }

    /// <summary><see cref="WireName"/> in UTF-8.</summary>
    public ReadOnlySpan<byte> FullName => _fullName;

    /// <summary>Name of the response's shape, in UTF-8.</summary>
    public ReadOnlySpan<byte> ResponseShape => _responseShape;

    public override string ToString() => WireName;
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

/// <summary>The events of an operation, whatever its request.</summary>
public interface IIpcEvents<TEvent>
{
    JsonTypeInfo<TEvent> Event { get; }

    /// <summary>Name of the events' shape, in UTF-8: that of the union, whatever its member.</summary>
    ReadOnlySpan<byte> EventShape { get; }
}

/// <summary>An operation whose stream stays open after its answer and brings events.</summary>
public sealed class IpcSubscription<TRequest, TResponse, TEvent> : IpcOperation<TRequest, TResponse>, IIpcEvents<TEvent>
{
    private readonly byte[] _eventShape;

    internal IpcSubscription(
        string name, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response, string eventShape,
        JsonTypeInfo<TEvent> @event) : base(name, request, response)
    {
        Event = @event;
        _eventShape = Encoding.UTF8.GetBytes(Namespace + eventShape);
    }

    public JsonTypeInfo<TEvent> Event { get; }

    public ReadOnlySpan<byte> EventShape => _eventShape;
}

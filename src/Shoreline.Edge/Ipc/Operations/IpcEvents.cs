using System.Text.Json;
using Shoreline.Edge.Ipc.Connections;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Where a subscription's events go. Usable from any thread; after the stream's end they go nowhere.</summary>
internal sealed class IpcEvents<TEvent>(IpcStream stream, IIpcEvents<TEvent> shape)
{
    /// <summary>Sends an event, in the order of the calls. Never waits.</summary>
    public void Send(TEvent @event) => stream.SendEvent(shape.EventShape, JsonSerializer.SerializeToUtf8Bytes(@event, shape.Event));

    /// <summary>The same with JSON that was written already.</summary>
    public void SendJson(ReadOnlySpan<byte> json) => stream.SendEvent(shape.EventShape, json);

    /// <summary>Ends the subscription with an error.</summary>
    public void Fail(IpcErrorException error) => stream.Fail(error);

    /// <summary>Ends the subscription from our side.</summary>
    public void End() => stream.End();
}

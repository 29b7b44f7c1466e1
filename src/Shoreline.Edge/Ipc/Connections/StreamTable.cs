using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Ipc.Connections;

/// <summary>What a message on a stream asks for.</summary>
internal enum StreamVerdict
{
    /// <summary>Opens the stream.</summary>
    Open,

    /// <summary>Ends the stream.</summary>
    Terminate,

    /// <summary>Nothing is to be done.</summary>
    Ignore,

    /// <summary>Breaks the protocol.</summary>
    Violation,
}

/// <summary>The streams of one connection, and the rules for their ids (greengrass-ipc, 3.3).</summary>
internal sealed class StreamTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, IpcStream> _open = [];
    private int _lastId;

    public int Count
    {
        get { lock (_lock) return _open.Count; }
    }

    /// <param name="violation">What is wrong, for people.</param>
    public StreamVerdict Judge(in RpcMessage message, out IpcStream? stream, out string? violation)
    {
        (stream, violation) = (null, null);
        var id = message.StreamId;
        lock (_lock)
        {
            if (id <= 0) violation = $"stream id {id} is no id of a stream";
            else if (id > _lastId) return JudgeOpening(message, out violation);
            else if (_open.TryGetValue(id, out stream)) return message.Terminates ? StreamVerdict.Terminate : StreamVerdict.Ignore;
            else if (message.Terminates) return StreamVerdict.Ignore; // both sides may end a stream at once
            else violation = $"stream id {id} was used before";
        }
        return StreamVerdict.Violation;
    }

    public void Add(IpcStream stream)
    {
        lock (_lock) _open.Add(stream.Id, stream);
    }

    public void Remove(IpcStream stream)
    {
        lock (_lock) _open.Remove(stream.Id);
    }

    public IpcStream[] All()
    {
        lock (_lock) return [.. _open.Values];
    }

    private StreamVerdict JudgeOpening(in RpcMessage message, out string? violation)
    {
        violation = message switch
        {
            { StreamId: var id } when id != _lastId + 1 => $"stream id {id} was sent where {_lastId + 1} comes next",
            { Type: not MessageType.Application } => $"a message of type {(int)message.Type} cannot open a stream",
            { Operation.IsEmpty: true } => $"stream {message.StreamId} was opened without an operation",
            _ => null,
        };
        if (violation is not null) return StreamVerdict.Violation;
        _lastId = message.StreamId;
        return message.Terminates ? StreamVerdict.Ignore : StreamVerdict.Open;
    }
}

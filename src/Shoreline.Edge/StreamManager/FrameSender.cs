using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Edge.StreamManager;

/// <summary>Sends the answers of one connection: those that gather while a write is under way go together in the next.</summary>
/// <remarks>Bounded by its callers: they wait for <see cref="RoomAsync"/> before they begin what makes an answer.</remarks>
internal sealed class FrameSender(Stream output) : IDisposable
{
    private const int RoomBytes = 1 << 20;
    private const int KeptBytes = 4 << 20; // a buffer that once held a large answer is given back

    private readonly Lock _adding = new(); // guards _filling, _room, _completed
    private readonly SemaphoreSlim _added = new(0);
    private CborWriter _filling = new();
    private CborWriter _sending = new();
    private TaskCompletionSource? _room;
    private bool _completed;

    /// <summary>Completes once less than a megabyte of answers waits for a client that does not take them.</summary>
    public Task RoomAsync(CancellationToken cancellationToken)
    {
        lock (_adding)
        {
            if (_filling.Length < RoomBytes || _completed) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancellationToken);
        }
    }

    public void Add(Operation operation, StreamManagerResponse response)
    {
        lock (_adding)
        {
            if (_completed) return; // the connection is gone, nobody can be told
            FrameWriter.Add(_filling, operation, response);
        }
        _added.Release();
    }

    /// <summary>The byte that precedes the first answer.</summary>
    public void AddVersion()
    {
        lock (_adding) _filling.Raw([ProtocolVersions.ConnectVersion]);
    }

    /// <summary>After what was added so far, no more is taken; <see cref="RunAsync"/> ends when it is sent.</summary>
    public void Complete()
    {
        lock (_adding) _completed = true;
        _added.Release();
    }

    /// <summary>Sends until <see cref="Complete"/> or until the connection breaks, and then returns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _added.WaitAsync(cancellationToken);
                bool last;
                lock (_adding)
                {
                    (_filling, _sending) = (_sending, _filling);
                    last = _completed;
                    _room?.TrySetResult();
                    _room = null;
                }
                if (_sending.Length > 0) await output.WriteAsync(_sending.Written, cancellationToken);
                Empty();
                if (last) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            lock (_adding)
            {
                _completed = true;
                _room?.TrySetResult();
            }
        }
    }

    public void Dispose()
    {
        lock (_adding)
        {
            _completed = true;
            _filling.Dispose();
            _sending.Dispose();
        }
    }

    private void Empty()
    {
        if (_sending.Length <= KeptBytes)
        {
            _sending.Clear();
            return;
        }
        _sending.Dispose();
        _sending = new CborWriter();
    }
}

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

    private readonly Lock _adding = new(); // guards _filling, _room, _completed, _isAsleep
    private readonly Wakeup _wakeup = new();
    private CborWriter _filling = new();
    private CborWriter _sending = new();
    private TaskCompletionSource? _room;
    private bool _completed;
    private bool _isAsleep;

    public bool HasRoom
    {
        get { lock (_adding) return _filling.Length < RoomBytes || _completed; }
    }

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
            WakeUp();
        }
    }

    // hot: per record
    /// <summary>The answer to an append that succeeded.</summary>
    public void AddAppended(ReadOnlySpan<byte> requestId, long sequence)
    {
        lock (_adding)
        {
            if (_completed) return;
            AppendFrames.AddAnswer(_filling, requestId, sequence);
            WakeUp();
        }
    }

    /// <summary>The byte that precedes the first answer.</summary>
    public void AddVersion()
    {
        lock (_adding) _filling.Raw([ProtocolVersions.ConnectVersion]);
    }

    /// <summary>After what was added so far, no more is taken; <see cref="RunAsync"/> ends when it is sent.</summary>
    public void Complete()
    {
        lock (_adding)
        {
            _completed = true;
            WakeUp();
        }
    }

    /// <summary>Sends until <see cref="Complete"/> or until the connection breaks, and then returns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (Take())
                {
                    await output.WriteAsync(_sending.Written, cancellationToken);
                    Empty();
                    continue;
                }
                if (!Doze()) return;
                await _wakeup.SleepAsync();
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

    /// <summary>Takes what has gathered into <see cref="_sending"/>; false where there is nothing.</summary>
    private bool Take()
    {
        lock (_adding)
        {
            if (_filling.Length == 0) return false;
            (_filling, _sending) = (_sending, _filling);
            _room?.TrySetResult();
            _room = null;
            return true;
        }
    }

    /// <summary>Says that we are about to sleep. False where nothing more will come.</summary>
    private bool Doze()
    {
        lock (_adding)
        {
            if (_completed && _filling.Length == 0) return false;
            _wakeup.Prepare();
            _isAsleep = true;
            if (_filling.Length > 0) WakeUp(); // it came since we looked
            return true;
        }
    }

    private void WakeUp()
    {
        if (!_isAsleep) return;
        _isAsleep = false;
        _wakeup.Wake();
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

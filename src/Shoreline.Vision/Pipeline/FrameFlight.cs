using Shoreline.Vision.Detectors;

namespace Shoreline.Vision.Pipeline;

/// <summary>
/// The frames of one run between the capture and the sinks. They come in order, lanes look at them side by side, and they leave in order.
/// </summary>
/// <remarks>
/// <para>Bounded by its slots, each of which holds one of the capture's buffers from its coming until its leaving. One reader brings
/// frames, one writer takes them; the lanes are threads of their own, because a detector blocks for as long as an inference takes.</para>
/// <para>In steady state nothing is allocated: the lanes wait on a monitor, reader and writer on a signal that is used again.</para>
/// </remarks>
internal sealed class FrameFlight
{
    private readonly object _gate = new(); // a monitor: lanes wait on it
    private readonly FrameSlot[] _slots;
    private readonly int _mostUnseen;
    private readonly AsyncSignal _room = new();
    private readonly AsyncSignal _front = new();
    private readonly Task _lanes;
    private long _entered; // frames that came, that a lane has begun with, and that left: the frame n is in slot n modulo their number
    private long _begun;
    private long _left;
    private int _unseen;
    private bool _isComplete;
    private bool _isStopped;

    /// <param name="slots">One more than the frames that lanes may hold, so that a lane goes on while the sinks take their time.</param>
    /// <param name="detectors">One for each lane.</param>
    /// <param name="ahead">
    /// Frames that may wait for a lane. 0 for cameras: the frame that is taken when a lane is free is the newest. More for files: a lane
    /// finds its next frame without waiting for the reader.
    /// </param>
    public FrameFlight(FrameSlot[] slots, IReadOnlyList<IDetector> detectors, int ahead)
    {
        (_slots, _mostUnseen) = (slots, detectors.Count + ahead);
        _lanes = Task.WhenAll(detectors.Select(detector => Task.Factory.StartNew(
            () => RunLane(detector), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    /// <summary>Whether it was stopped before all frames had left.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_gate) return _isStopped;
        }
    }

    private bool HasRoom => _entered - _left < _slots.Length && _unseen < _mostUnseen;

    private bool HasFront => _entered > _left ? SlotOf(_left).IsSeen : _isComplete;

    /// <summary>For the reader: completes when <see cref="Free"/> may be filled, or when the flight is stopped.</summary>
    public ValueTask RoomAsync() // hot: per frame
    {
        lock (_gate) return _isStopped || HasRoom ? ValueTask.CompletedTask : _room.WaitAsync();
    }

    /// <summary>For the reader: the slot of the next frame.</summary>
    public FrameSlot Free => SlotOf(_entered);

    /// <summary>For the reader: <see cref="Free"/> is filled.</summary>
    public void Enter() // hot: per frame
    {
        lock (_gate)
        {
            var slot = SlotOf(_entered++);
            slot.IsSeen = slot.IsQuiet;
            if (slot.IsSeen)
            {
                if (HasFront) _front.Set();
                return;
            }
            _unseen++;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>For the reader: no frame follows.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            if (HasFront) _front.Set();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// For the writer: completes when the first frame in flight may leave, when none is left, or when the flight is stopped.
    /// </summary>
    public ValueTask FrontAsync() // hot: per frame
    {
        lock (_gate) return _isStopped || HasFront ? ValueTask.CompletedTask : _front.WaitAsync();
    }

    /// <summary>For the writer: the first frame in flight; null where none is left, or where the flight is stopped.</summary>
    public FrameSlot? Front
    {
        get
        {
            lock (_gate) return !_isStopped && _entered > _left ? SlotOf(_left) : null;
        }
    }

    /// <summary>For the writer: it is done with <see cref="Front"/>, whose pixels go back to the capture.</summary>
    public void Leave() // hot: per frame
    {
        SlotOf(_left).Clear(); // only the writer moves this end
        lock (_gate)
        {
            _left++;
            if (HasRoom) _room.Set();
        }
    }

    /// <summary>
    /// Ends the flight where it stands: nobody waits any more, and lanes end when they have looked at what they have begun with.
    /// </summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _room.Set();
            _front.Set();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Stops, waits for the lanes, and gives back the frames that have not left. Reader and writer must have ended.</summary>
    public async Task EndAsync()
    {
        Stop();
        await _lanes;
        foreach (var slot in _slots) slot.Clear();
    }

    private FrameSlot SlotOf(long frame) => _slots[frame % _slots.Length];

    private void RunLane(IDetector detector)
    {
        while (Begin() is { } slot)
        {
            slot.Look(detector);
            lock (_gate)
            {
                slot.IsSeen = true;
                _unseen--;
                if (HasFront) _front.Set();
                if (HasRoom) _room.Set();
            }
        }
    }

    /// <summary>The next frame for a lane; blocks until there is one. Null where none follows.</summary>
    private FrameSlot? Begin()
    {
        lock (_gate)
        {
            while (!_isStopped)
            {
                _begun = Math.Max(_begun, _left); // what was quiet may have left already
                while (_begun < _entered && SlotOf(_begun).IsQuiet) _begun++;
                if (_begun < _entered) return SlotOf(_begun++);
                if (_isComplete) return null;
                Monitor.Wait(_gate);
            }
            return null;
        }
    }
}

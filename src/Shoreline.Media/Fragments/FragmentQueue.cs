using System.Threading.Channels;

namespace Shoreline.Media.Fragments;

/// <summary>Hands fragments from streaming threads to one reader. Bounded: live, the oldest is dropped and counted; offline the pipeline waits.</summary>
internal sealed class FragmentQueue
{
    private const int Depth = 32; // about half a minute, a few megabytes for a usual camera

    private readonly Channel<Fragment> _channel;
    private readonly bool _waits;
    private volatile bool _blocked;
    private long _made;
    private long _dropped;

    public FragmentQueue(CapturePace pace)
    {
        _waits = pace == CapturePace.Offline;
        var options = new BoundedChannelOptions(Depth)
        {
            FullMode = _waits ? BoundedChannelFullMode.Wait : BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        };
        _channel = Channel.CreateBounded<Fragment>(options, _ => Interlocked.Increment(ref _dropped));
    }

    public long Made => Interlocked.Read(ref _made);

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Whether the pipeline waits for the reader.</summary>
    public bool IsBlocked => _blocked;

    /// <summary>Hands a fragment over. Offline it blocks while the reader is behind, until <paramref name="ended"/>.</summary>
    public void Write(Fragment fragment, CancellationToken ended)
    {
        Interlocked.Increment(ref _made);
        while (!_channel.Writer.TryWrite(fragment))
        {
            if (ended.IsCancellationRequested || !WaitForRoom(ended))
            {
                Interlocked.Increment(ref _dropped);
                return;
            }
        }
    }

    public IAsyncEnumerable<Fragment> ReadAllAsync(CancellationToken cancellationToken) => _channel.Reader.ReadAllAsync(cancellationToken);

    /// <summary>No fragment follows. Those that are held can still be read; then the reader sees the end, or <paramref name="failure"/>.</summary>
    public void Complete(Exception? failure) => _channel.Writer.TryComplete(failure);

    /// <returns>False where no room will come.</returns>
    private bool WaitForRoom(CancellationToken ended)
    {
        _blocked = true;
        try
        {
            return _channel.Writer.WaitToWriteAsync(ended).AsTask().GetAwaiter().GetResult(); // a streaming thread of GStreamer's, which cannot await
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            _blocked = false;
        }
    }
}

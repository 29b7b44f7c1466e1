using System.Globalization;
using Shoreline.Core;
using Shoreline.Media.Fragments;
using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>What a <see cref="FragmentEncoder"/> makes.</summary>
public sealed record FragmentEncoderOptions
{
    /// <summary>Pixels. An odd last column is left out, which H.264 4:2:0 cannot hold.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels, as <see cref="Width"/>.</summary>
    public required int Height { get; init; }

    /// <summary>Pictures a second, about: for the distance of key frames. Their own times decide how they play.</summary>
    public required double Fps { get; init; }

    /// <summary>A fragment ends at the first key frame after about so long. Default 1 s.</summary>
    public TimeSpan FragmentDuration { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Encodes pictures as they come and cuts them into fragments, as a capture does with a camera's own video. One session.</summary>
/// <remarks>One writer, and one reader of fragments, each on a thread of its own. Fragments: docs/formats/fragment.md.</remarks>
public sealed class FragmentEncoder : IAsyncDisposable
{
    /// <summary>Pictures from key frame to key frame, at most: where fewer come than was said, fragments stay a second or two long.</summary>
    private const int MostBetweenKeyFrames = 8;

    private static readonly TimeSpan BusWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FinishLimit = TimeSpan.FromSeconds(10);

    private readonly FragmentEncoderOptions _options;
    private readonly FragmentQueue _queue = new(CapturePace.Live);
    private readonly CancellationTokenSource _ended = new();
    private readonly GstPipeline _pipeline;
    private readonly GstElement _source;
    private readonly FragmentIntake _intake;
    private readonly CallbackHandle<ISampleReceiver> _handle;
    private readonly Task _watching;
    private volatile ShorelineException? _failure;
    private long? _firstNs;
    private long _lastPtsNs = -1;
    private int _disposed;

    /// <exception cref="MissingDependencyException">GStreamer or one of its plug-ins is not installed.</exception>
    public FragmentEncoder(FragmentEncoderOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Width, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Height, 2);
        _options = options;
        RequiredElements.Check("appsrc", "videoconvert", "videocrop", "x264enc", "h264parse", "appsink");
        _pipeline = GstPipeline.Parse(Describe(options));
        _source = _pipeline.Element("source");
        _intake = new FragmentIntake(
            _queue, options.FragmentDuration, running => (_firstNs ?? 0) + running, new Activity(time ?? TimeProvider.System), e => _failure = Explain(e.Message), _ended.Token);
        _handle = new CallbackHandle<ISampleReceiver>(_intake);
        using (var sink = _pipeline.Element(Branches.FragmentsSink)) AppSink.Connect(sink, _handle);
        _pipeline.SetState(GstState.Playing);
        _watching = Task.Factory.StartNew(WatchBus, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Fragments that nobody read in half a minute.</summary>
    public long Dropped => _queue.Dropped;

    // hot: per picture
    /// <summary>Adds a picture; copies it. Blocks while the encoder is behind by more than two.</summary>
    /// <param name="bgrx">Width × height pixels of four bytes, B G R x, rows without padding.</param>
    /// <param name="capturedAtNs">When it was captured, in nanoseconds since the Unix epoch. Fragments begin at the times of their first pictures.</param>
    /// <exception cref="ShorelineException">The encoder failed.</exception>
    public void Write(ReadOnlySpan<byte> bgrx, long capturedAtNs)
    {
        var bytes = 4 * _options.Width * _options.Height;
        if (bgrx.Length != bytes) throw new ArgumentException($"A picture has {bytes:N0} bytes, not {bgrx.Length:N0}.", nameof(bgrx));
        _firstNs ??= capturedAtNs;
        _lastPtsNs = Math.Max(capturedAtNs - _firstNs.Value, _lastPtsNs + 1); // a clock that was set back must not stop the video
        if (!AppSource.Push(_source, bgrx, _lastPtsNs, -1)) throw _failure ?? Explain("it takes no more pictures");
    }

    /// <summary>The fragments, to the end. One reader.</summary>
    public IAsyncEnumerable<Fragment> ReadAllAsync(CancellationToken cancellationToken = default) => _queue.ReadAllAsync(cancellationToken);

    /// <summary>No picture follows: encodes what it holds, and ends the fragments. Waits for ten seconds at most.</summary>
    public async Task CompleteAsync()
    {
        AppSource.End(_source);
        await Task.WhenAny(_watching, Task.Delay(FinishLimit));
        _queue.Complete(_failure);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _ended.CancelAsync();
        _pipeline.SetState(GstState.Null);
        await _watching;
        _queue.Complete(_failure);
        _source.Dispose();
        _pipeline.Dispose();
        _handle.Dispose();
        _intake.Dispose();
        _ended.Dispose();
    }

    private static string Describe(FragmentEncoderOptions options)
    {
        var (numerator, keyFrames) = ((int)Math.Round(options.Fps * 1000), Math.Clamp((int)Math.Round(options.Fps), 1, MostBetweenKeyFrames));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"appsrc name=source format=time block=true max-buffers=2 max-bytes=0 max-time=0 " +
            $"caps=video/x-raw,format=BGRx,width={options.Width},height={options.Height},framerate={numerator}/1000 ! " +
            $"videocrop right={options.Width & 1} bottom={options.Height & 1} ! videoconvert ! video/x-raw,format=I420 ! " +
            $"x264enc tune=zerolatency speed-preset=superfast threads=2 key-int-max={keyFrames} pass=qual quantizer=23 ! " +
            $"h264parse ! video/x-h264,stream-format=avc,alignment=au ! appsink name={Branches.FragmentsSink} sync=false async=false max-buffers=2 enable-last-sample=false");
    }

    /// <summary>Reads the bus until the end. On an error it stops the pipeline: a <see cref="Write"/> that waits for room would wait for ever.</summary>
    private void WatchBus()
    {
        while (!_ended.IsCancellationRequested)
        {
            switch (_pipeline.WaitMessage(BusWait))
            {
                case { Type: GstMessageType.Eos }: return;
                case { Type: GstMessageType.Error, Fault: { } fault }:
                    _failure ??= Explain($"{fault.Factory}: {fault.Message.TrimEnd('.')}");
                    _pipeline.SetState(GstState.Null);
                    _queue.Complete(_failure);
                    return;
            }
        }
    }

    private ShorelineException Explain(string what) => new($"The video of {_options.Width}x{_options.Height} cannot be encoded: {what}.");
}

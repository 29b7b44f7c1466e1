using System.Globalization;
using Shoreline.Core;
using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>Writes pictures to an MP4 file: H.264 by x264, index at the front. Not thread-safe.</summary>
/// <remarks>
/// The file appears under its name only when it is whole: it is written beside it under another name and renamed by <see cref="CompleteAsync"/>.
/// Disposed before that, nothing is left. An odd width or height loses its last column or row, which H.264 4:2:0 cannot hold.
/// </remarks>
public sealed class VideoFileWriter : IAsyncDisposable
{
    private static readonly TimeSpan BusWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FinishLimit = TimeSpan.FromMinutes(5); // the mux copies the whole file to bring the index to its front

    private readonly string _path;
    private readonly string _partial;
    private readonly string _moved;
    private readonly int _frameBytes;
    private readonly long _frameDurationNs;
    private readonly GstPipeline _pipeline;
    private readonly GstElement _source;
    private readonly CancellationTokenSource _stopWatching = new();
    private readonly Task _watching;
    private volatile GstFault? _fault;
    private long? _firstPtsNs;
    private long _lastPtsNs = -1;
    private bool _completed;

    /// <param name="path">The file to make; one that exists is replaced when the new one is whole.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="fps">Frames a second, as a hint; the time stamps given with the frames decide.</param>
    /// <exception cref="InvalidInputException">The folder does not exist.</exception>
    /// <exception cref="MissingDependencyException">GStreamer or one of its plug-ins is not installed.</exception>
    public VideoFileWriter(string path, int width, int height, double fps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fps);
        _path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(_path) ?? throw new InvalidInputException($"'{path}' is no file name.");
        if (!Directory.Exists(folder)) throw new InvalidInputException($"The folder '{folder}' for the video does not exist: make it first.");
        var beside = Path.Combine(folder, $".{Path.GetFileName(_path)}.{Environment.ProcessId}");
        (_partial, _moved) = (beside + ".part", beside + ".index");
        _frameBytes = width * 4 * height;
        _frameDurationNs = (long)(1e9 / fps);

        RequiredElements.Check("appsrc", "videoconvert", "videocrop", "x264enc", "h264parse", "mp4mux", "filesink");
        _pipeline = GstPipeline.Parse(
            "appsrc name=source format=time block=true max-buffers=4 max-bytes=0 max-time=0 ! videocrop name=crop ! videoconvert ! video/x-raw,format=I420 ! " +
            "x264enc speed-preset=veryfast pass=qual quantizer=20 ! video/x-h264,profile=high ! h264parse ! mp4mux name=mux faststart=true ! filesink name=file");
        _source = _pipeline.Element("source");
        var (numerator, denominator) = (((int)Math.Round(fps * 1000)).ToString(CultureInfo.InvariantCulture), 1000);
        _source.Set("caps", $"video/x-raw,format=BGRx,width={width},height={height},framerate={numerator}/{denominator}");
        using (var crop = _pipeline.Element("crop"))
        {
            crop.Set("right", (width & 1).ToString(CultureInfo.InvariantCulture));
            crop.Set("bottom", (height & 1).ToString(CultureInfo.InvariantCulture));
        }
        using (var mux = _pipeline.Element("mux")) mux.SetText("faststart-file", _moved);
        using (var file = _pipeline.Element("file")) file.SetText("location", _partial);
        _pipeline.SetState(GstState.Playing);
        _watching = Task.Factory.StartNew(WatchBus, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    // hot: per frame
    /// <summary>Adds a picture; copies it. Blocks while the encoder is behind by more than four.</summary>
    /// <param name="bgrx">Width × height pixels of four bytes, B G R x, rows without padding.</param>
    /// <param name="ptsNs">When it is shown, in nanoseconds; later than the one before. The first one becomes 0.</param>
    /// <exception cref="ShorelineException">The file cannot be written any further.</exception>
    public void Write(ReadOnlySpan<byte> bgrx, long ptsNs)
    {
        if (bgrx.Length != _frameBytes) throw new ArgumentException($"A picture has {_frameBytes:N0} bytes, not {bgrx.Length:N0}.", nameof(bgrx));
        _firstPtsNs ??= ptsNs;
        _lastPtsNs = Math.Max(ptsNs - _firstPtsNs.Value, _lastPtsNs + 1);
        if (!AppSource.Push(_source, bgrx, _lastPtsNs, _frameDurationNs)) throw Explain();
    }

    /// <summary>Finishes the file and gives it its name.</summary>
    /// <exception cref="ShorelineException">It could not be written whole; nothing is left of it.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        if (_firstPtsNs is null) throw new ShorelineException($"No picture came for '{_path}', so no video was made.");
        AppSource.End(_source);
        try
        {
            await _watching.WaitAsync(FinishLimit, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new ShorelineException($"The video '{_path}' was not finished within {FinishLimit.TotalMinutes:N0} minutes.", e);
        }
        if (_fault is not null) throw Explain();
        _pipeline.SetState(GstState.Null);
        File.Move(_partial, _path, overwrite: true);
        _completed = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopWatching.CancelAsync();
        await _watching;
        _stopWatching.Dispose();
        _source.Dispose();
        _pipeline.Dispose();
        if (!_completed) File.Delete(_partial);
        File.Delete(_moved);
    }

    /// <summary>Reads the bus until the video ends. On an error it stops the pipeline: a <see cref="Write"/> that waits for room would wait for ever.</summary>
    private void WatchBus()
    {
        while (!_stopWatching.IsCancellationRequested)
        {
            switch (_pipeline.WaitMessage(BusWait))
            {
                case { Type: GstMessageType.Eos }: return;
                case { Type: GstMessageType.Error, Fault: { } fault }:
                    _fault = fault;
                    _pipeline.SetState(GstState.Null);
                    return;
            }
        }
    }

    private ShorelineException Explain()
    {
        if (_fault is not { } fault) return new ShorelineException($"The video '{_path}' cannot be written, and GStreamer gives no reason.");
        const int NoSpaceLeft = 14; // GST_RESOURCE_ERROR_NO_SPACE_LEFT (gsterror.h)
        var full = fault is { Domain: "gst-resource-error-quark", Code: NoSpaceLeft } || fault.Debug.Contains("No space left on device", StringComparison.Ordinal);
        return new ShorelineException(full
            ? $"The video '{_path}' cannot be written: the disk is full. Free some space, or choose another place."
            : $"The video '{_path}' cannot be written: {fault.Factory}: {fault.Message.TrimEnd('.')}.");
    }
}

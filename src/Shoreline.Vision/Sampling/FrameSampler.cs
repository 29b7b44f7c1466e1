using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Comparison;
using Shoreline.Vision.Jpeg;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Sampling.Policies;

namespace Shoreline.Vision.Sampling;

/// <summary>Keeps frames of one camera for training, chosen by policies, with what was found in them as labels to begin with.</summary>
/// <remarks>
/// A frame that is not kept costs a look by each policy, and no allocation. Frames that a gate held back are not looked at: they have no
/// detections.
/// </remarks>
public sealed class FrameSampler : IVisionSink
{
    private const int Quality = 95; // what is lost here is lost for training

    private readonly SamplingOptions _options;
    private readonly FrameSamplerContext _context;
    private readonly IPictureStore _store;
    private readonly ISamplePolicy[] _policies;
    private readonly NewScenePolicy? _newScene;
    private readonly DayQuota _quota;
    private readonly JpegEncoder _jpeg = new();
    private readonly Lock _lock = new(); // the frames of a run come on one thread, those in which two models differ on another
    private AnalysedFrame? _differing;
    private (string Name, string? Digest)? _model; // of the frames
    private long? _lastNs;
    private long _kept;
    private long _tooSoon;
    private long _overQuota;
    private long _refused;

    /// <param name="options">Without faults.</param>
    public FrameSampler(SamplingOptions options, FrameSamplerContext context, IPictureStore store)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Faults().FirstOrDefault() is { Key: { } key, What: { } what })
        {
            throw new ArgumentException($"{key}: {what}", nameof(options));
        }
        (_options, _context, _store) = (options, context, store);
        _quota = new DayQuota(options.QuotaPerDay, context.QuotaFile);
        _newScene = options.NewScene is { } difference ? new NewScenePolicy(difference) : null;
        _policies = [.. Policies(options)];
    }

    /// <summary>What was done so far; may be read from any thread.</summary>
    public SamplingCounters Counters =>
        new(Interlocked.Read(ref _kept), Interlocked.Read(ref _tooSoon), Interlocked.Read(ref _overQuota), Interlocked.Read(ref _refused));

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(frame);
        lock (_lock)
        {
            _model = (frame.ModelName, frame.ModelDigest);
            var reasons = SampleReasons.None;
            foreach (var policy in _policies)
            {
                if (policy.Wants(frame)) reasons |= policy.Reason;
            }
            // The look at the whole picture is the dearest, and a scene that is new is still new when its time has come.
            if (!IsSoon(frame) && _newScene?.Wants(frame) == true) reasons |= SampleReasons.NewScene;
            if (reasons != SampleReasons.None) Offer(frame, reasons);
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Keeps a frame in which two models differ, where that is asked for: a <see cref="DisagreementHandler"/>, on whichever thread.</summary>
    /// <param name="main">What the model of the camera found: the labels to begin with.</param>
    public void Differ(in Frame frame, DetectionList main, DetectionList shadow, ReadOnlySpan<ComparedObject> objects)
    {
        if (!_options.Disagreement) return;
        lock (_lock)
        {
            if (_model is not { } model) return; // no frame has been here before the first comparison: there is none
            if (_differing?.ModelName != model.Name || _differing.ModelDigest != model.Digest) _differing = new AnalysedFrame(model.Name, model.Digest);
            _differing.Set(frame);
            _differing.Detections.CopyFrom(main);
            Offer(_differing, SampleReasons.Disagreement);
        }
    }

    public ValueTask DisposeAsync()
    {
        _jpeg.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool IsSoon(AnalysedFrame frame) => _lastNs is { } last && Math.Abs(frame.Frame.PtsNs - last) < _options.Interval.Ticks * 100;

    private void Offer(AnalysedFrame frame, SampleReasons reasons)
    {
        if (IsSoon(frame)) Interlocked.Increment(ref _tooSoon);
        else if (!_quota.HasRoom(frame.Frame.CapturedAtNs)) Interlocked.Increment(ref _overQuota);
        else Keep(frame, reasons);
    }

    private void Keep(AnalysedFrame frame, SampleReasons reasons)
    {
        try
        {
            if (!_quota.TryTake(frame.Frame.CapturedAtNs)) return;
            var picture = _jpeg.Encode(frame.Frame, Quality);
            var header = SampleHeader.Of(frame, _context.Device, _context.KeypointNames, reasons, picture);
            if (_store.Keep(header, picture)) Interlocked.Increment(ref _kept);
            else Interlocked.Increment(ref _refused);
        }
        catch (IOException) when (_context.GoesOnWithoutDisk)
        {
            Interlocked.Increment(ref _refused); // a full disk costs the sample, not the camera
        }
        _lastNs = frame.Frame.PtsNs;
        foreach (var policy in _policies) policy.Kept(frame);
        _newScene?.Kept(frame);
    }

    private static IEnumerable<ISamplePolicy> Policies(SamplingOptions options)
    {
        if (options.Random is { } share) yield return new RandomPolicy(share, options.Seed);
        if (options.LowConfidence is { } range) yield return new LowConfidencePolicy(range);
        if (options.Events is not null) yield return new EventPolicy(options.EventTypes());
    }
}

/// <summary>Where a sampler is at work.</summary>
public sealed record FrameSamplerContext
{
    public required DeviceName Device { get; init; }

    /// <summary>Names of the points that the model gives; empty for none.</summary>
    public IReadOnlyList<string> KeypointNames { get; init; } = [];

    /// <summary>Holds the count of the day over restarts; null: it ends with the run.</summary>
    public string? QuotaFile { get; init; }

    /// <summary>Whether a disk that refuses costs the sample alone, as at a camera that must go on, and not the run.</summary>
    public bool GoesOnWithoutDisk { get; init; }
}

/// <summary>What a sampler has done.</summary>
/// <param name="Kept">Frames kept.</param>
/// <param name="TooSoon">Frames that a policy chose, but too soon after the one before.</param>
/// <param name="OverQuota">Frames that a policy chose, but the day's quota was used up.</param>
/// <param name="Refused">Frames for which the store or the disk had no room.</param>
public readonly record struct SamplingCounters(long Kept, long TooSoon, long OverQuota, long Refused);

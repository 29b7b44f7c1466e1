using Shoreline.Core.Processes;
using Shoreline.Core.Records;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Comparison;

/// <summary>
/// A second model that looks at a camera's frames beside the one that counts. What it finds is only compared, and goes nowhere else.
/// </summary>
/// <remarks>
/// It never delays the pipeline: it has a thread of its own, which gives way to all others, and looks at a copy of the frame, which is
/// taken only while it has nothing to do. All other frames are skipped and counted. Where it fails, it is not asked any more;
/// the camera goes on.
/// </remarks>
public sealed class ShadowModel : IVisionSink
{
    private readonly ShadowOptions _options;
    private readonly IDetector _detector;
    private readonly DetectionRecord.ModelFacts _facts;
    private readonly FrameComparer _comparer;
    private readonly ShadowPeriod _period;
    private readonly FrameCopy _frame = new();
    private readonly DetectionList _main = new();
    private readonly DetectionList _found = new();
    private readonly ComparisonTally _totals = new();
    private readonly Lock _counting = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Task _worker;
    private DetectionRecord.ModelFacts _mainModel = new() { Name = "" };
    private ShadowCounters _counters;
    private volatile Exception? _failure;
    private volatile bool _busy;
    private volatile bool _stopping;

    /// <summary>Loads the model.</summary>
    /// <exception cref="Core.InvalidInputException">The weights are not what the manifest says, or an option is outside its
    /// range.</exception>
    public ShadowModel(Model model, ShadowOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        (_options, _comparer, _period) = (options, new FrameComparer(options.Comparison), new ShadowPeriod(options));
        _detector = model.Open(options.Inference);
        _facts = DetectorPair.FactsOf(_detector);
        _worker = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public string ModelName => _facts.Name;

    /// <summary>Why it is not asked any more; null while all is well.</summary>
    public Exception? Failure => _failure;

    /// <summary>What it has done so far; may be read from any thread.</summary>
    public ShadowCounters Counters
    {
        get
        {
            lock (_counting) return _counters;
        }
    }

    /// <summary>All that was compared; complete, and free to be read, after <see cref="CompleteAsync"/>.</summary>
    public ComparisonTally Totals => _totals;

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_busy || _failure is not null || _stopping)
        {
            Count(new ShadowCounters(0, 1, 0, default));
            return ValueTask.CompletedTask;
        }
        _frame.Set(frame.Frame);
        Copy(frame.Detections, _main);
        if (_mainModel.Name != frame.ModelName || _mainModel.Digest != frame.ModelDigest)
        {
            _mainModel = new DetectionRecord.ModelFacts { Name = frame.ModelName, Digest = frame.ModelDigest };
        }
        _busy = true;
        _work.Release();
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits for the frame that it looks at, and closes the period.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        Close();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _detector.Dispose();
        _frame.Dispose();
        _work.Dispose();
    }

    private Task StopAsync()
    {
        if (!_stopping)
        {
            _stopping = true;
            _work.Release();
        }
        return _worker;
    }

    private void Work()
    {
        // with one thread the engine runs on this one; where it is not allowed, the two models share the processor
        ThreadNiceness.GiveWay();
        while (true)
        {
            _work.Wait();
            if (_busy)
            {
                try
                {
                    Look();
                }
                catch (Exception e) // of the model, or of a listener: neither may end the camera's process
                {
                    _failure = e;
                    Count(new ShadowCounters(0, 1, 0, default)); // the frame at which it failed
                    _options.OnFailure?.Invoke(e);
                }
                _busy = false;
            }
            if (_stopping) return;
        }
    }

    private void Look() // hot: per frame
    {
        ref readonly var frame = ref _frame.Frame;
        if (_period.IsOver(frame, _mainModel)) Close();
        _detector.Detect(frame, _found);
        _comparer.Compare(_main, _found);
        _period.Add(frame, _mainModel, _comparer, _main, _found);
        _totals.Add(_comparer, _main, _found);
        var objects = default(ComparisonCounts);
        foreach (ref readonly var compared in _comparer.Objects) objects = objects.Add(compared.Change);
        if (_comparer.Differs) _options.OnDifferent?.Invoke(frame, _main, _found, _comparer.Objects);
        Count(new ShadowCounters(1, 0, _comparer.Differs ? 1 : 0, objects)); // last: a frame is compared or skipped, never both
    }

    private void Close()
    {
        if (_period.Close(_facts, Counters.Skipped) is { } record) _options.OnPeriod?.Invoke(record);
    }

    private void Count(in ShadowCounters more)
    {
        lock (_counting) _counters += more;
    }

    private static void Copy(DetectionList from, DetectionList to)
    {
        to.Clear();
        for (var i = 0; i < from.Count; i++) to.Add(from[i], from.Keypoints(i));
    }
}

using System.Collections;
using Shoreline.Core;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors;

/// <summary>Detectors of one model, one for each lane of a pipeline: they share its weights, and each has tensors of its own.</summary>
public sealed class DetectorLanes : IReadOnlyList<IDetector>, IDisposable
{
    /// <summary>More lanes than this find no work: a frame is decoded by few threads.</summary>
    public const int Most = 64;

    private readonly List<SwappableDetector> _detectors = [];

    private DetectorLanes() { }

    public int Count => _detectors.Count;

    /// <summary>What all lanes together left out since they were opened.</summary>
    public DetectorLosses Losses => _detectors.Aggregate(default(DetectorLosses), (sum, detector) => sum + detector.Losses);

    public IDetector this[int index] => _detectors[index];

    /// <summary>Loads a model for so many lanes; where the options name no number of threads, the lanes share the cores.</summary>
    /// <exception cref="InvalidInputException">The weights are not what the manifest says.</exception>
    public static DetectorLanes Open(Model model, InferenceOptions options, int lanes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes, Most);
        var opened = new DetectorLanes();
        try
        {
            for (var i = 0; i < lanes; i++) opened._detectors.Add(new SwappableDetector(model, next => next.Open(options.ForLanes(lanes))));
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Goes over to another model, each lane with its next frame: none is lost, and none waits for it to load. See <see cref="SwappableDetector"/>.
    /// </summary>
    /// <exception cref="ShorelineException">The model cannot be loaded, or fails on an empty picture. The old one goes on.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the lanes were disposed, before each had a frame.</exception>
    public Task SwapAsync(Model next, CancellationToken cancellationToken) =>
        Task.WhenAll(_detectors.Select(detector => detector.SwapAsync(next, cancellationToken)));

    public IEnumerator<IDetector> GetEnumerator() => _detectors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var detector in _detectors) detector.Dispose();
    }
}

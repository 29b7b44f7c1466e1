using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Media;

namespace Shoreline.Vision.Comparison;

/// <summary>Gathers compared frames into the record of a period. Not thread-safe.</summary>
internal sealed class ShadowPeriod(ShadowOptions options)
{
    private readonly ComparisonTally _tally = new();
    private DetectionRecord.ModelFacts? _model;
    private string _camera = "";
    private long _fromNs;
    private long _toNs;
    private long _skippedBefore;

    /// <summary>Whether a frame begins another period: the time is over, the clock was set back, or another model counts.</summary>
    public bool IsOver(in Frame frame, DetectionRecord.ModelFacts model) =>
        _tally.Frames > 0 && (
            frame.CapturedAtNs < _fromNs || frame.CapturedAtNs - _fromNs >= options.Period.TotalNanoseconds || model != _model);

    public void Add(in Frame frame, DetectionRecord.ModelFacts model, FrameComparer comparer, DetectionList main, DetectionList shadow)
    {
        if (_tally.Frames == 0) (_model, _camera, _fromNs) = (model, frame.Camera.Value, frame.CapturedAtNs);
        _toNs = frame.CapturedAtNs;
        _tally.Add(comparer, main, shadow);
    }

    /// <summary>The record of what was added since the last one, and a new beginning; null where there was nothing.</summary>
    /// <param name="skipped">Frames skipped since the shadow began.</param>
    public ComparisonRecord? Close(DetectionRecord.ModelFacts other, long skipped)
    {
        if (_tally.Frames == 0) return null;
        var record = new ComparisonRecord
        {
            Schema = ComparisonRecord.CurrentSchema,
            Device = options.Device.Value,
            Camera = _camera,
            From = Timestamps.ToText(_fromNs),
            To = Timestamps.ToText(_toNs),
            Model = _model!,
            Other = other,
            Frames = _tally.Frames,
            Skipped = skipped - _skippedBefore,
            Differing = _tally.Differing,
            Labels = _tally.Labels.ToDictionary(
                each => each.Label,
                each => new ComparisonFigures(each.Counts.Kept, each.Counts.Changed, each.Counts.Gained, each.Counts.Lost)),
            Tolerance = new ComparisonTolerance(
                Round(options.Comparison.Iou), Round(options.Comparison.Moved), Round(options.Comparison.ScoreChange)),
        };
        _skippedBefore = skipped;
        _tally.Clear();
        return record;
    }

    private static double Round(float value) => Math.Round(value, 5);
}

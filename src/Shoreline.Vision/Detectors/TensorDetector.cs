using System.Diagnostics;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors.Heads;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Detectors;

/// <summary>
/// A network in ONNX Runtime: the picture, or a part of it, goes into the input tensor, and the head reads what comes out.
/// </summary>
internal sealed class TensorDetector : IDetector
{
    private readonly Model _model;
    private readonly InputManifest _input;
    private readonly ThresholdManifest _thresholds;
    private readonly float _least;
    private readonly SharedSession _session;
    private readonly IHead _head;
    private readonly Keypoint[] _keypoints;
    private readonly Candidates _candidates = new();
    private HeadTensors? _tensors;
    private Letterbox? _letterbox;
    private long _outside;

    /// <exception cref="InvalidInputException">The weights are not what the manifest says.</exception>
    public TensorDetector(Model model, InferenceOptions options)
    {
        (_model, _input, _thresholds) = (model, model.Manifest.Input!, model.Manifest.Thresholds);
        _least = options.Weak ? _thresholds.Weak ?? _thresholds.Score : _thresholds.Score;
        _head = Head.Create(model.Manifest);
        _keypoints = new Keypoint[_head.KeypointCount];
        _session = SessionPool.Shared.Acquire(model, options with { Weak = false }); // the weights are the same
        try
        {
            TensorContract.Check(model, _head, _session.Session);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string ModelName => _model.Manifest.Name;

    public string? ModelDigest => _model.Digest;

    public StageTimes LastTimes { get; private set; }

    public DetectorLosses Losses => new(_candidates.Refused + _outside, 0);

    public void Detect(in Frame frame, DetectionList into) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        Look(frame.ToPicture(), Crop.Whole(frame.Width, frame.Height), _least, into);
    }

    /// <summary>Looks at a part of a picture, and adds what it finds.</summary>
    /// <param name="threshold">Least score.</param>
    /// <exception cref="OnnxRuntimeException">The network failed on this picture.</exception>
    public void Look(in YuvPicture picture, in Crop crop, float threshold, DetectionList into) // hot: per frame, per crop
    {
        var start = Stopwatch.GetTimestamp();
        var (width, height) = _input.SizeFor(crop.Width, crop.Height);
        if (_tensors is null || _tensors.Width != width || _tensors.Height != height) Fit(width, height);
        var (tensors, letterbox) = (_tensors!, _letterbox!);
        letterbox.Apply(picture, crop, tensors.Input.Bytes);
        var prepared = Stopwatch.GetTimestamp();
        Run(tensors);
        var inferred = Stopwatch.GetTimestamp();
        Decode(letterbox.Placement, threshold, into);
        LastTimes = new StageTimes(
            Stopwatch.GetElapsedTime(start, prepared), Stopwatch.GetElapsedTime(prepared, inferred), Stopwatch.GetElapsedTime(inferred));
    }

    public void Dispose()
    {
        _letterbox?.Dispose();
        _tensors?.Dispose();
        _session.Dispose();
    }

    private void Run(HeadTensors tensors)
    {
        try
        {
            _session.Session.Run(tensors.Binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new OnnxRuntimeException(
                $"The model '{ModelName}' failed on an input of {tensors.Width}x{tensors.Height}: {e.Message}", e.Code);
        }
    }

    private void Decode(in Placement placement, float threshold, DetectionList into)
    {
        _candidates.Clear();
        _head.Propose(threshold, _candidates);
        _candidates.Suppress(_thresholds.Iou, _thresholds.PerClass);
        foreach (ref readonly var candidate in _candidates.All)
        {
            var box = placement.ToPicture(candidate.Box);
            if (box.X >= 1 || box.Y >= 1 || box.X + box.Width <= 0 || box.Y + box.Height <= 0)
            {
                _outside++; // found in what surrounds the picture
                continue;
            }
            _head.ReadKeypoints(candidate.Cell, _keypoints);
            foreach (ref var point in _keypoints.AsSpan())
            {
                var (x, y) = placement.ToPicture(point.X, point.Y);
                point = new Keypoint(x, y, point.Score);
            }
            into.Add(new Detection(_model.Manifest.Labels[candidate.Label], candidate.Score, box), _keypoints);
        }
    }

    private void Fit(int width, int height)
    {
        _letterbox?.Dispose();
        _tensors?.Dispose();
        _letterbox = null; // should the next line fail for want of memory, nothing that was freed is used
        _tensors = null;
        _tensors = new HeadTensors(_input, _head, width, height);
        _letterbox = new Letterbox(_input, width, height);
        _head.Bind(width, height, _tensors.Outputs);
    }
}

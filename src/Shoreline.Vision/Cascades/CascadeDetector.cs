using System.Diagnostics;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Cascades;

/// <summary>
/// Head <c>cascade</c>: a boosted cascade of Haar features. Needs neither ONNX Runtime nor a download; looks at brightness only.
/// </summary>
/// <remarks>A cascade has no probability. The score is 1 − 2^(−n / 2m) for n windows that agree where m are asked for: 0.5 at twice the
/// least.</remarks>
internal sealed class CascadeDetector : IDetector
{
    private readonly ModelManifest _manifest;
    private readonly HaarCascade _cascade;
    private readonly RectangleGroups _groups = new();
    private readonly Candidates _candidates = new(RectangleGroups.Capacity);
    private CascadePyramid? _pyramid;

    public CascadeDetector(Model model)
    {
        (_manifest, ModelDigest) = (model.Manifest, model.Digest);
        _cascade = HaarCascadeXml.Read(model.WeightsPath);
    }

    public string ModelName => _manifest.Name;

    public string? ModelDigest { get; }

    public StageTimes LastTimes { get; private set; }

    public DetectorLosses Losses => new(_candidates.Refused, 0);

    public void Detect(in Frame frame, DetectionList into) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(into);
        var start = Stopwatch.GetTimestamp();
        if (_pyramid is null || _pyramid.Width != frame.Width || _pyramid.Height != frame.Height)
        {
            _pyramid?.Dispose();
            _pyramid = new CascadePyramid(_cascade, _manifest.Cascade!, frame.Width, frame.Height);
        }
        _pyramid.Load(frame.ToPicture());
        var prepared = Stopwatch.GetTimestamp();
        _pyramid.Search(_groups);
        var inferred = Stopwatch.GetTimestamp();
        Decode(_pyramid, into);
        LastTimes = new StageTimes(
            Stopwatch.GetElapsedTime(start, prepared), Stopwatch.GetElapsedTime(prepared, inferred), Stopwatch.GetElapsedTime(inferred));
    }

    public void Dispose() => _pyramid?.Dispose();

    private void Decode(CascadePyramid pyramid, DetectionList into)
    {
        var minNeighbors = _manifest.Cascade!.MinNeighbors;
        _candidates.Clear();
        var cell = 0;
        foreach (ref readonly var group in _groups.Join(minNeighbors))
        {
            var score = 1 - MathF.Pow(2, -group.Neighbors / (2f * minNeighbors));
            var box = new Box(
                group.X / pyramid.BaseWidth, group.Y / pyramid.BaseHeight, group.Width / pyramid.BaseWidth,
                group.Height / pyramid.BaseHeight);
            if (score >= _manifest.Thresholds.Score) _candidates.Add(new Candidate(score, box, cell++));
        }
        _candidates.Suppress(_manifest.Thresholds.Iou);
        into.Clear();
        foreach (ref readonly var candidate in _candidates.All)
        {
            into.Add(new Detection(_manifest.Labels[0], candidate.Score, candidate.Box), []);
        }
    }
}

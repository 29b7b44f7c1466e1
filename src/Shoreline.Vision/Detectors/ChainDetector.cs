using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors;

/// <summary>A detector, and a second one that looks at a square around each object that the first one finds.</summary>
/// <remarks>
/// Where the second finds poses, its keypoints become those of the object; otherwise what it finds is added to the list behind what the
/// first found. Longer chains are chains of chains: each model looks at what all before it have found.
/// </remarks>
internal sealed class ChainDetector : IDetector
{
    private readonly IDetector _first;
    private readonly TensorDetector _second;
    private readonly CropManifest _crop;
    private readonly string[] _labels;
    private readonly float _least;
    private readonly bool _poses;
    private readonly ThresholdManifest _thresholds;
    private readonly DetectionList _found = new();
    private long _notLookedAt;

    /// <summary>Takes both detectors over.</summary>
    /// <param name="model">The second model.</param>
    /// <param name="labels">What of the first one's it looks at.</param>
    /// <param name="least">Objects with a lower score are not looked at: they may be none.</param>
    public ChainDetector(IDetector first, TensorDetector second, ModelManifest model, IReadOnlyList<string> labels, float least)
    {
        (_first, _second, _crop, _labels, _least) = (first, second, model.Crop, [.. labels], least);
        (_poses, _thresholds) = (model.Head == ModelHead.Movenet, model.Thresholds);
        ModelName = $"{first.ModelName}+{second.ModelName}";
        ModelDigest = $"{first.ModelDigest}+{second.ModelDigest}";
    }

    public string ModelName { get; }

    public string? ModelDigest { get; }

    public StageTimes LastTimes { get; private set; }

    public DetectorLosses Losses => _first.Losses + _second.Losses + new DetectorLosses(0, _notLookedAt);

    public void Detect(in Frame frame, DetectionList into) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(into);
        _first.Detect(frame, into);
        var times = _first.LastTimes;
        var picture = frame.ToPicture();
        var (objects, looks) = (into.Count, 0);
        for (var i = 0; i < objects; i++)
        {
            if (into[i].Score < _least || Array.IndexOf(_labels, into[i].Label) < 0) continue;
            if (Crop.Around(into[i].Box, _crop.Scale, frame.Width, frame.Height) is not { } crop) continue;
            if (looks++ >= _crop.AtMost)
            {
                _notLookedAt++;
                continue;
            }
            _found.Clear();
            // A person is there, so whatever pose is seen is theirs: the keypoints carry scores of their own.
            _second.Look(picture, crop, _poses ? 0 : _thresholds.Score, _found);
            times += _second.LastTimes;
            if (!_poses) Add(into, objects);
            else if (_found.Count > 0) into.SetKeypoints(i, _found.Keypoints(0));
        }
        LastTimes = times;
    }

    /// <summary>
    /// All models of the chain look at the whole picture: in one without objects the later ones would have nothing to do.
    /// </summary>
    public void WarmUp(in Frame frame)
    {
        _first.WarmUp(frame);
        _second.Detect(frame, _found);
    }

    public void Dispose()
    {
        _second.Dispose();
        _first.Dispose();
    }

    /// <summary>Adds what was found in one crop, but for what a crop beside it has shown already.</summary>
    private void Add(DetectionList into, int from)
    {
        var until = into.Count;
        for (var i = 0; i < _found.Count; i++)
        {
            if (!IsKnown(into, from, until, _found[i])) into.Add(_found[i], _found.Keypoints(i));
        }
    }

    private bool IsKnown(DetectionList into, int from, int until, in Detection found)
    {
        for (var i = from; i < until; i++)
        {
            if (into[i].Label == found.Label && into[i].Box.IoU(found.Box) > _thresholds.Iou) return true;
        }
        return false;
    }
}

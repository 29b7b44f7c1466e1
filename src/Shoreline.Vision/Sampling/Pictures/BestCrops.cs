using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Jpeg;

namespace Shoreline.Vision.Sampling.Pictures;

/// <summary>
/// Keeps, of every object that is followed, the pixels of the best look at it: large, sharp, and sure to be what it is called.
/// </summary>
/// <remarks>
/// Bounded: <see cref="MostTracks"/> objects at a time, each <see cref="Cutout.MostPixels"/> at most, 48 MiB in the worst case. Buffers are
/// used again, and a look that is hardly better than the
/// one that is kept is not copied, so that somebody who comes nearer costs a few copies and not one a frame.
/// </remarks>
internal sealed class BestCrops : IDisposable
{
    public const int MostTracks = 64;

    private const float Margin = 0.15f; // of the box, on each side
    private const float LeastGain = 1.1f;
    private const long ForgottenAfterNs = 60_000_000_000; // whoever follows objects has told of their end long before

    private readonly List<BestCrop> _used = [];
    private readonly Stack<BestCrop> _free = [];

    /// <summary>Looks at objects of which none could be kept, because there were too many at a time.</summary>
    public long Missed { get; private set; }

    public void Look(in Frame frame, DetectionList detections) // hot: per frame
    {
        for (var i = 0; i < detections.Count; i++)
        {
            if (detections[i].Track > 0) Look(frame, detections[i]);
        }
    }

    /// <summary>The best look at an object; null where there is none. Give it back with <see cref="Release"/>.</summary>
    public BestCrop? Take(long track)
    {
        var at = IndexOf(track);
        if (at < 0) return null;
        var crop = _used[at];
        RemoveAt(at);
        return crop;
    }

    public void Release(BestCrop crop) => _free.Push(crop);

    public void Dispose()
    {
        foreach (var crop in _used) crop.Dispose();
        foreach (var crop in _free) crop.Dispose();
        _used.Clear();
        _free.Clear();
    }

    private void Look(in Frame frame, in Detection detection)
    {
        if (PixelRegion.Around(detection.Box, 0, frame.Width, frame.Height) is not { } inside) return;
        var at = IndexOf(detection.Track);
        if (at >= 0) _used[at].LastSeenNs = frame.PtsNs;
        var area = (float)inside.Width * inside.Height / ((float)frame.Width * frame.Height);
        var quality = area * detection.Score * Sharpness.Of(frame, inside);
        if (!(quality > 0) || (at >= 0 && quality < LeastGain * _used[at].Quality)) return;
        var crop = at >= 0 ? _used[at] : Begin(frame.PtsNs);
        if (crop is null)
        {
            Missed++;
            return;
        }
        (crop.Track, crop.Quality, crop.LastSeenNs) = (detection.Track, quality, frame.PtsNs);
        (crop.Score, crop.Box, crop.Label) = (detection.Score, detection.Box, detection.Label);
        crop.Cutout.Take(frame, PixelRegion.Around(detection.Box, Margin, frame.Width, frame.Height)!.Value);
    }

    private BestCrop? Begin(long nowNs)
    {
        if (_used.Count >= MostTracks)
        {
            var old = IndexOfForgotten(nowNs);
            if (old < 0) return null;
            _free.Push(_used[old]);
            RemoveAt(old);
        }
        var begun = _free.TryPop(out var free) ? free : new BestCrop();
        _used.Add(begun);
        return begun;
    }

    private int IndexOfForgotten(long nowNs)
    {
        for (var i = 0; i < _used.Count; i++)
        {
            if (nowNs - _used[i].LastSeenNs is < 0 or > ForgottenAfterNs) return i;
        }
        return -1;
    }

    private int IndexOf(long track)
    {
        for (var i = 0; i < _used.Count; i++)
        {
            if (_used[i].Track == track) return i;
        }
        return -1;
    }

    private void RemoveAt(int index)
    {
        _used[index] = _used[^1];
        _used.RemoveAt(_used.Count - 1);
    }
}

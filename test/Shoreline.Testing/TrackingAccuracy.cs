using Shoreline.Core.Records;

namespace Shoreline.Testing;

/// <summary>One object of the ground truth.</summary>
/// <param name="Id">The same in every frame.</param>
/// <param name="Box">Where it is.</param>
/// <param name="IsHidden">It need not be found, but whoever finds it has not invented it: it is behind something, or turned away.</param>
public readonly record struct TrueObject(int Id, Box Box, bool IsHidden);

/// <summary>One number taking the place of another.</summary>
/// <param name="Frame">In which the object had the new number for the first time.</param>
/// <param name="AtOcclusion">Whether the object was hidden since its old number was seen, or another one was within the last seconds at the same place.</param>
public readonly record struct IdentitySwitch(long Frame, int Id, long From, long To, bool AtOcclusion);

/// <summary>How well tracks agree with the ground truth: CLEAR MOT (Bernardin and Stiefelhagen, 2008), boxes that overlap by at least half being the same.</summary>
/// <param name="framesOfOcclusion">So many frames after an object was hidden, those that it overlaps count as being at an occlusion.</param>
public sealed class TrackingAccuracy(int framesOfOcclusion)
{
    private const float SameObject = 0.5f;

    private readonly Dictionary<int, long> _hiddenAt = [];

    private readonly Dictionary<int, (long Track, bool HiddenSince)> _numberOf = [];
    private readonly List<IdentitySwitch> _switches = [];

    public int Frames { get; private set; }

    public int Objects { get; private set; }

    public int Missed { get; private set; }

    public int Invented { get; private set; }

    public IReadOnlyList<IdentitySwitch> Switches => _switches;

    /// <summary>1 − (missed + invented + switches) / objects.</summary>
    public double Mota => Objects == 0 ? 1 : 1 - ((Missed + Invented + _switches.Count) / (double)Objects);

    public void Add(long frame, IReadOnlyList<TrueObject> truth, DetectionList detections)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(detections);
        Frames++;
        var foundBy = Match(truth, detections);
        foreach (var hidden in truth.Where(each => each.IsHidden)) _hiddenAt[hidden.Id] = frame;
        for (var i = 0; i < truth.Count; i++)
        {
            var self = truth[i];
            var beside = truth.Any(other => other.Id != self.Id && other.Box.IoU(self.Box) > 0 && IsFresh(other.Id, frame));
            Count(frame, self, foundBy[i] < 0 ? 0 : detections[foundBy[i]].Track, beside);
        }
        for (var i = 0; i < detections.Count; i++)
        {
            if (detections[i].Track > 0 && !foundBy.Contains(i)) Invented++;
        }
    }

    /// <summary>Pairs that were a pair in the frame before stay one where they overlap; then the best overlap comes first.</summary>
    private int[] Match(IReadOnlyList<TrueObject> truth, DetectionList detections)
    {
        var pairs = new List<(bool Kept, float Overlap, int Truth, int Found)>();
        for (var i = 0; i < truth.Count; i++)
        {
            for (var k = 0; k < detections.Count; k++)
            {
                var overlap = truth[i].Box.IoU(detections[k].Box);
                if (detections[k].Track == 0 || overlap < SameObject) continue;
                pairs.Add((_numberOf.TryGetValue(truth[i].Id, out var before) && before.Track == detections[k].Track, overlap, i, k));
            }
        }
        var foundBy = new int[truth.Count];
        Array.Fill(foundBy, -1);
        var taken = new HashSet<int>();
        foreach (var pair in pairs.OrderByDescending(pair => (pair.Kept, pair.Overlap)))
        {
            if (foundBy[pair.Truth] < 0 && taken.Add(pair.Found)) foundBy[pair.Truth] = pair.Found;
        }
        return foundBy;
    }

    private bool IsFresh(int id, long frame) => _hiddenAt.TryGetValue(id, out var at) && frame - at <= framesOfOcclusion;

    private void Count(long frame, TrueObject truth, long track, bool besideHidden)
    {
        var known = _numberOf.TryGetValue(truth.Id, out var before);
        if (truth.IsHidden)
        {
            if (known) _numberOf[truth.Id] = (before.Track, true);
            return;
        }
        Objects++;
        if (track == 0)
        {
            Missed++;
            return;
        }
        if (known && before.Track != track) _switches.Add(new IdentitySwitch(frame, truth.Id, before.Track, track, before.HiddenSince || besideHidden));
        _numberOf[truth.Id] = (track, false);
    }
}

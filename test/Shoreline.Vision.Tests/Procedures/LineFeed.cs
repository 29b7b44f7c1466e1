using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;

namespace Shoreline.Vision.Tests.Procedures;

/// <summary>What a detector would find in the drawn line: the truth, shaken, with frames in which nothing is found and points of which the model is not sure.</summary>
internal sealed class LineFeed(SceneScript script, int framesPerSecond, int seed)
{
    private const float Jitter = 0.012f; // of the picture: what a pose model does to a wrist
    private const double HiddenShare = 0.004; // of frames with which a short gap begins, as when somebody walks past
    private const double LongestGapSeconds = 0.4;
    private const long StartNs = 1_769_851_800_000_000_000;

    private readonly Random _random = new(seed);
    private readonly DetectionList _found = new();
    private double _hiddenUntil;

    /// <summary>The frames of some time, one after the other. The list is filled again for each.</summary>
    public IEnumerable<(Frame Frame, DetectionList Found)> Frames(double seconds)
    {
        for (var i = 0; i < seconds * framesPerSecond; i++)
        {
            var at = i / (double)framesPerSecond;
            Fill(script.At(at), at);
            var ns = i * 1_000_000_000L / framesPerSecond;
            yield return (new Frame(new CameraName("line"), i, StartNs + ns, ns, 960, 540, 960, 960, ColorMatrix.Bt601, 0, 0), _found);
        }
    }

    private void Fill(SceneTruth truth, double at)
    {
        _found.Clear();
        if (_random.NextDouble() < HiddenShare * 15 / framesPerSecond) _hiddenUntil = at + (LongestGapSeconds * _random.NextDouble());
        if (at < _hiddenUntil || _random.Next(50) == 0) return; // one in fifty is missed anyway
        foreach (var figure in truth.Figures)
        {
            if (figure.Body.Width < 0.05) continue; // a shoulder at the edge
            var points = figure.Points.Select(point => new Keypoint((float)point.X + Shake(Jitter), (float)point.Y + Shake(Jitter), ScoreOf(point))).ToArray();
            _found.Add(new Detection("person", Between(0.4f, 0.95f), Shake(figure.Body)), points);
        }
        foreach (var thing in truth.Things)
        {
            if (_random.Next(30) > 0) _found.Add(new Detection(thing.Name, Between(0.35f, 0.95f), Shake(thing.Box)), []);
        }
        if (_random.Next(100) == 0) // and here and there one sees things
        {
            // Of somebody who is not there a pose model is not sure.
            var x = _random.NextSingle();
            _found.Add(new Detection("person", 0.4f, new Box(x, 0.3f, 0.1f, 0.5f)), [.. Enumerable.Range(0, 17).Select(_ => new Keypoint(x + Between(0, 0.1f), Between(0.3f, 0.8f), Between(0.02f, 0.25f)))]);
        }
    }

    /// <summary>Hidden points are guessed, with little confidence; and now and then the model is not sure of one that it sees.</summary>
    private float ScoreOf(ScenePoint point) => point.IsSeen && _random.Next(30) > 0 ? Between(0.35f, 0.95f) : Between(0.02f, 0.25f);

    private Box Shake(SceneBox box) => new(
        (float)box.X + Shake(0.03f * (float)box.Width), (float)box.Y + Shake(0.03f * (float)box.Height), (float)box.Width * (1 + Shake(0.05f)), (float)box.Height * (1 + Shake(0.05f)));

    private float Shake(float most) => most * ((2 * _random.NextSingle()) - 1);

    private float Between(float least, float most) => least + ((most - least) * _random.NextSingle());
}

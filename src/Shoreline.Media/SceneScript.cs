using Shoreline.Core;
using Shoreline.Media.Scenes;

namespace Shoreline.Media;

/// <summary>The ground truth of a drawn scene, frame for frame what <c>scene://</c> of the same address shows.</summary>
public sealed class SceneScript
{
    private const double HiddenFrom = 0.25; // of a face, behind somebody else
    private readonly SceneSource _source;
    private readonly EntranceScript? _entrance;
    private readonly LineScript? _line;

    private SceneScript(SceneSource source)
    {
        _source = source;
        if (source.Name == "line") _line = new LineScript(source.Seed, source.Violations);
        else _entrance = new EntranceScript(source.Seed);
    }

    /// <summary>Pictures a second.</summary>
    public int Fps => _source.Fps;

    private double Aspect => (double)_source.Width / _source.Height;

    /// <param name="source">As given to a capture: <c>scene://entrance?seed=3</c>.</param>
    /// <exception cref="InvalidInputException">It is no scene.</exception>
    public static SceneScript Parse(string source) => SourceAddress.Parse(source) is SceneSource scene
        ? new SceneScript(scene)
        : throw new InvalidInputException($"'{source}' is no drawn scene: use scene://entrance or scene://line.");

    /// <summary>What is shown so many seconds after the scene began: frame <c>i</c> shows <c>i / Fps</c>.</summary>
    public SceneTruth At(double seconds)
    {
        if (_line is null) return new SceneTruth(seconds, Entrance(seconds));
        var worker = _line.At(seconds);
        return new SceneTruth(seconds, Worker(worker)) { Step = worker.Step, Cycle = worker.Cycle, Things = LineThing.All(worker, Aspect) };
    }

    /// <summary>Line: how the <paramref name="index"/>th piece is assembled, from 0.</summary>
    /// <exception cref="InvalidOperationException">The scene is no line.</exception>
    public SceneCycle CycleAt(int index)
    {
        if (_line is null) throw new InvalidOperationException($"'{_source.Shown}' has no cycles.");
        var (cycle, from) = (_line.CycleAt(index), index * LineScript.CycleSeconds);
        return new SceneCycle(
            index, from, from + LineScript.CycleSeconds, [.. cycle.Steps.Select(step => new SceneStep(step.Name, from + step.From, from + step.To))],
            LinePlan.NameOf(cycle.Plan.Fault), cycle.Plan.Step);
    }

    private List<SceneFigure> Worker(WorkerAt worker)
    {
        var (crown, middle) = (LineScene.CrownY + (worker.Nod * 0.008), 0.5 + (worker.Aside / Aspect));
        var body = Within(middle - (1.35 * LineScene.HeadUnit / Aspect), crown, 2.7 * LineScene.HeadUnit / Aspect, 0.72 - crown);
        if (body.Width <= 0) return [];
        var head = Head(middle, crown, LineScene.HeadUnit);
        return [new SceneFigure(0, body, IfWithin(head)) { Head = head, Points = LineArms.PointsOf(worker, crown, Aspect) }];
    }

    private List<SceneFigure> Entrance(double seconds)
    {
        var figures = new List<SceneFigure>();
        foreach (var at in _entrance!.At(seconds))
        {
            var width = 2 * FigureArtist.HalfWidth * at.Unit / Aspect;
            var body = Within(at.X - (width / 2), at.CrownY, width, FigureArtist.Height * at.Unit);
            if (body.Width <= 0) continue;
            var shows = at.Pose is HeadPose.Front or HeadPose.Blink && at.Opacity >= 1;
            var head = Head(at.X, at.CrownY, at.Unit);
            figures.Add(new SceneFigure(at.Id, body, shows ? IfWithin(head) : null) { Head = head });
        }
        for (var i = 0; i < figures.Count; i++)
        {
            if (figures[i].Face is { } face && figures.Skip(i + 1).Any(nearer => Hides(nearer.Body, face))) figures[i] = figures[i] with { Face = null };
        }
        return figures;
    }

    private SceneBox Head(double x, double crownY, double unit)
    {
        var width = FaceArtist.BoxWidth * unit / Aspect;
        return new SceneBox(x - (width / 2), crownY + (FaceArtist.BoxTop * unit), width, FaceArtist.BoxHeight * unit);
    }

    private static SceneBox? IfWithin(SceneBox box) => box.X < 0 || box.Y < 0 || box.X + box.Width > 1 || box.Y + box.Height > 1 ? null : box;

    private static bool Hides(SceneBox nearer, SceneBox face)
    {
        var width = Math.Min(nearer.X + nearer.Width, face.X + face.Width) - Math.Max(nearer.X, face.X);
        var height = Math.Min(nearer.Y + nearer.Height, face.Y + face.Height) - Math.Max(nearer.Y, face.Y);
        return width > 0 && height > 0 && width * height > HiddenFrom * face.Width * face.Height;
    }

    private static SceneBox Within(double x, double y, double width, double height)
    {
        var (left, top) = (Math.Clamp(x, 0, 1), Math.Clamp(y, 0, 1));
        return new SceneBox(left, top, Math.Clamp(x + width, 0, 1) - left, Math.Clamp(y + height, 0, 1) - top);
    }
}

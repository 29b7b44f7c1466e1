using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>A scene that is drawn: <c>entrance</c> or <c>line</c>.</summary>
internal sealed record SceneSource(string Name, int Width, int Height, int Fps, int Seed, double Seconds, double Violations) : SourceAddress
{
    public override string Shown => $"scene://{Name}";

    public override bool IsFinite => Seconds > 0;

    /// <summary>How many frames it gives; −1 for no end.</summary>
    public long FrameCount => Seconds > 0 ? (long)Math.Round(Seconds * Fps) : -1;

    public static SceneSource ParseRest(string rest)
    {
        var query = SourceQuery.Split("scene", rest, out var name, "width", "height", "fps", "seed", "seconds", "violations");
        if (name is not ("entrance" or "line")) throw new InvalidInputException($"'scene://{name}' is not there: use scene://entrance or scene://line.");
        if (name == "entrance" && query.Text("violations") is not null) throw new InvalidInputException("'violations' is no option of scene://entrance: nobody follows a procedure there.");
        return new SceneSource(
            name, query.Int("width", 960, 160, 3840) & ~1, query.Int("height", 540, 90, 2160) & ~1, query.Int("fps", 15, 1, 60),
            query.Int("seed", 1, 0, int.MaxValue), query.Number("seconds", 0, 0, 86_400),
            query.Number("violations", 0.2, 0, 1));
    }
}

using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>GStreamer's test picture.</summary>
internal sealed record TestSource(int Width, int Height, int Fps, string Pattern, double Seconds) : SourceAddress
{
    private static readonly string[] Patterns = ["smpte", "snow", "ball", "black", "white", "checkers-8", "circular", "smpte75", "pinwheel"];

    public override string Shown => "test://";

    public override bool IsFinite => Seconds > 0;

    /// <summary>How many frames it gives; −1 for no end.</summary>
    public int FrameCount => Seconds > 0 ? (int)Math.Round(Seconds * Fps) : -1;

    public static TestSource ParseRest(string rest)
    {
        var query = SourceQuery.Split("test", rest, out var path, "width", "height", "fps", "pattern", "seconds");
        if (path.Length > 0) throw new InvalidInputException($"'test://{path}': the test picture has no path; write test:// or test://?pattern=ball.");
        var pattern = query.Text("pattern") ?? "smpte";
        if (!Patterns.Contains(pattern)) throw new InvalidInputException($"The option 'pattern' of a test source is '{pattern}': it must be one of {string.Join(", ", Patterns)}.");
        return new TestSource(
            query.Int("width", 640, 16, 8192), query.Int("height", 360, 16, 8192), query.Int("fps", 15, 1, 240), pattern, query.Number("seconds", 0, 0, 86_400));
    }
}

using Shoreline.Core;

namespace Shoreline.Cli.Demo;

/// <summary>The cameras of a demo: those asked for, or the drawn scenes and, where the test clips are at hand, two of them in a loop.</summary>
internal static class DemoCameras
{
    private static readonly (string Name, string File)[] Clips = [("corridor", "faces-walk-pause.mp4"), ("stage", "interview-720p.mp4")];

    public static IReadOnlyList<(string Name, string Source)> Choose(IReadOnlyList<string> asked)
    {
        if (asked.Count > 0) return [.. asked.Select((source, index) => ($"camera-{index + 1}", source))];
        List<(string, string)> cameras = [("entrance", "scene://entrance"), ("line", "scene://line")];
        if (Assets.Find() is { } assets)
        {
            foreach (var (name, file) in Clips)
            {
                var path = Path.Combine(assets, "media", file);
                if (File.Exists(path)) cameras.Add((name, $"file://{path}?loop=true"));
            }
        }
        return cameras;
    }
}

using Shoreline.Core;

namespace Shoreline.Cli.Demo;

/// <summary>The cameras of a demo: those asked for, or the drawn scenes and, where the test clips are at hand, two of them in a loop.</summary>
internal static class DemoCameras
{
    private static readonly (string Name, string File)[] Clips = [("corridor", "faces-walk-pause.mp4"), ("desk", "faces-head-pose.mp4")];

    private const string Size = "width=640&height=360&fps=12";

    public static IReadOnlyList<(string Name, string Source)> Choose(IReadOnlyList<string> asked)
    {
        if (asked.Count > 0) return [.. asked.Select((source, index) => ($"camera-{index + 1}", source))];
        // Small and calm enough for two processor cores that also show the portal.
        List<(string, string)> cameras = [("entrance", $"scene://entrance?{Size}"), ("line", $"scene://line?{Size}")];
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

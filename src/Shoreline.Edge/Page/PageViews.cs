using Shoreline.Edge.Cameras;
using Shoreline.Edge.Components;
using Shoreline.Edge.Status;

namespace Shoreline.Edge.Page;

// The answers of the local page's API, one record each. JSON in camel case.

internal sealed record StatusView(string Device, string Version, double UptimeSeconds, CloudView? Cloud, IReadOnlyList<ComponentView> Components);

/// <param name="State"><c>connected</c> or <c>offline</c>.</param>
internal sealed record CloudView(string State, string? Url);

internal sealed record ComponentView(string Name, string State, int? Pid, long Restarts, string? LastError)
{
    public static ComponentView Of(ComponentStatus c) => new(c.Name, EdgeStatus.StateName(c.State), c.ProcessId, c.Restarts, c.LastError);
}

/// <param name="Source">Without anything that could be a secret.</param>
internal sealed record CameraView(
    string Name, string State, string Source, long Captured, long Analysed, IReadOnlyDictionary<string, long> Dropped, double Fps, string? Model,
    string Latest, string Playlist, string? LastError)
{
    public static CameraView Of(CameraStatus c, string source) => new(
        c.Name, c.State, Shown(source), c.Captured, c.Analysed, c.Dropped, c.Fps, c.Model, $"/live/{c.Name}/latest.jpg", $"/live/{c.Name}/index.m3u8", c.LastError);

    /// <summary>A pipeline's text may hold a password anywhere, an address in what follows its question mark.</summary>
    private static string Shown(string source) =>
        source.StartsWith("pipeline:", StringComparison.Ordinal) ? "pipeline:…" : source.Split('?', 2)[0];
}

internal sealed record SensorView(bool On);

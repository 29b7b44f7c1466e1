using Shoreline.Edge.Cameras;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Status;

namespace Shoreline.Edge.Page;

// The answers of the local page's API, one record each. JSON in camel case.

internal sealed record StatusView(string Device, string Version, double UptimeSeconds, CloudView? Cloud, IReadOnlyList<PageComponent> Components);

/// <param name="State"><c>connected</c> or <c>offline</c>.</param>
internal sealed record CloudView(string State, string? Url);

/// <param name="State">In lower case: <c>running</c>, <c>errored</c> …</param>
internal sealed record PageComponent(string Name, string Version, string State, int? Pid, long Restarts, string? LastError)
{
    public static PageComponent Of(ComponentView c) => new(
        c.Record.Name, c.Record.Version, c.IsPaused ? "paused" : EdgeStatus.StateName(c.State), c.ProcessId, c.Restarts, c.StatusReason.Length > 0 ? c.StatusReason : null);
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

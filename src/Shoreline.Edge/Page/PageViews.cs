using Shoreline.Core.Records;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Status;

namespace Shoreline.Edge.Page;

// The answers of the local page's API, one record each. JSON in camel case.

internal sealed record StatusView(string Device, string Version, double UptimeSeconds, CloudView? Cloud, IReadOnlyList<PageComponent> Components);

/// <param name="State"><c>connected</c> or <c>offline</c>.</param>
internal sealed record CloudView(string State, string? Url);

/// <param name="State">In lower case: <c>running</c>, <c>errored</c> …</param>
/// <param name="StateSeconds">How long it has been in it.</param>
/// <param name="IsRoot">Deployed by name, and not because another needs it.</param>
/// <param name="ErrorCode">Of a component that failed, else null.</param>
/// <param name="MemoryBytes">Of its processes; null where none runs.</param>
/// <param name="Cpu">Share of one core over the last second or more; null where it is not known.</param>
internal sealed record PageComponent(
    string Name, string Version, string State, double StateSeconds, bool IsRoot, int? Pid, long Restarts, string? ErrorCode, string? LastError, long? MemoryBytes, double? Cpu)
{
    public static PageComponent Of(ComponentView c, DateTimeOffset now, Usage? usage) => new(
        c.Record.Name, c.Record.Version, c.IsPaused ? "paused" : EdgeStatus.StateName(c.State), Math.Max(0, Math.Round((now - c.Since).TotalSeconds, 1)), c.Record.IsRoot,
        c.ProcessId, c.Restarts, c.StatusCode == "NONE" ? null : c.StatusCode, c.StatusReason.Length > 0 ? c.StatusReason : null, usage?.MemoryBytes, usage?.Cpu);
}

/// <param name="Latest">Address of the latest picture.</param>
/// <param name="Annotated">Address of the latest picture with what was found drawn in; null where none is kept.</param>
/// <param name="Source">Without anything that could be a secret.</param>
internal sealed record CameraView(
    string Name, string State, string Source, long Captured, long Analysed, IReadOnlyDictionary<string, long> Dropped, double Fps, string? Model,
    string Latest, string? Annotated, string Playlist, string? LastError, ShadowReport? Shadow)
{
    public static CameraView Of(CameraStatus c, CameraConfig config) => new(
        c.Name, c.State, Shown(config.Source), c.Captured, c.Analysed, c.Dropped, c.Fps, c.Model, LivePictures.AddressOf(c.Name, config.Latest),
        LivePictures.IsKept(config.Latest, config.Latest.Annotated) ? LivePictures.AnnotatedAddress(c.Name) : null, $"/live/{c.Name}/index.m3u8", c.LastError, c.Shadow);

    /// <summary>A pipeline's text may hold a password anywhere, an address in what follows its question mark.</summary>
    private static string Shown(string source) =>
        source.StartsWith("pipeline:", StringComparison.Ordinal) ? "pipeline:…" : source.Split('?', 2)[0];
}

internal sealed record SensorView(bool On);

using Shoreline.Core.Records;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.OwnComponents;
using Shoreline.Edge.Reload;
using Shoreline.Streams;

namespace Shoreline.Edge.Status;

/// <summary>The gateway at this moment, gathered for the local page and for the <c>device</c> stream.</summary>
internal sealed class EdgeStatus(
    CurrentSettings settings, EdgePaths paths, StreamStore store, ExportEngine exports, IComponentRuntime runtime, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();

    public static string Version { get; } = typeof(EdgeStatus).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public DateTimeOffset Now => time.GetUtcNow();

    public TimeSpan Uptime => time.GetElapsedTime(_startedAt);

    /// <summary>All that run something: not the parts of the gateway itself that recipes know as components.</summary>
    public IReadOnlyList<ComponentView> Components => [.. runtime.List().Where(component => component.Record.Lifecycle.Count > 0)];

    /// <summary>Every stream; those that could not be opened last.</summary>
    public IReadOnlyList<StreamReport> Streams() => [.. store.List().Select(Report), .. store.Faulty.Select(Report)];

    /// <summary>
    /// Every configured camera, in the order of the configuration; one whose component says nothing has the component's error.
    /// </summary>
    public IReadOnlyList<CameraState> Cameras()
    {
        var cameras = settings.Value.Config.Cameras;
        // A camera is asked for in the file of its own group: one that was moved may still stand in its former group's.
        var said = cameras.Select(c => c.Group).Distinct().ToDictionary(
            group => group, group => CameraStatusFile.Read(paths.CameraStatus(group), time));
        return [.. cameras.Select(c => new CameraState(c, said[c.Group].FirstOrDefault(status => status.Name == c.Name.Value) ?? Silent(c)))];
    }

    public DeviceReport Device(string reportTime) => new()
    {
        Device = settings.Value.Config.Device.Value,
        Time = reportTime,
        Version = Version,
        UptimeSeconds = Math.Round(Uptime.TotalSeconds, 1),
        Streams = Streams(),
        Cameras = [.. Cameras().Select(camera => Report(camera.Said))],
        Components = [.. Components.Select(c => new ComponentReport { Name = c.Record.Name, State = StateName(c.State), Restarts = c.Restarts })],
    };

    /// <summary>A component's state as the page and the records have it: its name in lower case.</summary>
    public static string StateName(LifecycleState state) => state.ToString().ToLowerInvariant();

    private StreamReport Report(DurableStream stream) => new()
    {
        Name = stream.Name,
        Incarnation = stream.Incarnation,
        Oldest = stream.OldestSequence,
        Newest = stream.NewestSequence,
        Bytes = stream.TotalBytes,
        EvictedUnexported = stream.Counters.EvictedBeforeExport,
        Exports = exports.Reports(stream.Name),
    };

    private static StreamReport Report(FaultyStream stream) => new()
    {
        Name = stream.Name,
        Incarnation = "",
        Oldest = 0,
        Newest = -1,
        Bytes = 0,
        EvictedUnexported = 0,
        Exports = [],
        Fault = stream.Cause,
    };

    private static CameraReport Report(CameraStatus camera) => new()
    {
        Name = camera.Name,
        State = camera.State,
        Captured = camera.Captured,
        Analysed = camera.Analysed,
        Dropped = camera.Dropped,
        Reconnects = camera.Reconnects,
        Model = camera.Model,
        Shadow = camera.Shadow,
    };

    private CameraStatus Silent(CameraConfig camera)
    {
        var isKnown = runtime.TryGet(OwnRecipes.VisionOf(camera.Group), out var component);
        return new CameraStatus
        {
            Name = camera.Name.Value,
            State = isKnown && component.State is LifecycleState.Errored or LifecycleState.Broken ? "failed" : "starting",
            LastError = isKnown && component.StatusReason.Length > 0 ? component.StatusReason : null,
        };
    }
}

/// <summary>A camera of the configuration, and what is said of it.</summary>
internal readonly record struct CameraState(CameraConfig Config, CameraStatus Said);

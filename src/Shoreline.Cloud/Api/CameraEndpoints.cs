using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Shoreline.Cloud.Live;
using Shoreline.Cloud.Media;
using Shoreline.Core;

namespace Shoreline.Cloud.Api;

/// <summary>A camera at this moment.</summary>
/// <param name="State"><c>live</c>: seen within 10 s; <c>stale</c>: within 60 s; <c>offline</c>.</param>
/// <param name="LastFragmentAt">End of the newest fragment, by the gateway's clock.</param>
/// <param name="DetectionsPerMinute">Objects seen in the last minute.</param>
/// <param name="Snapshot">Address of a picture; null where there is none.</param>
public sealed record CameraSummary(
    string Device, string Camera, string State, DateTimeOffset? LastFragmentAt, DateTimeOffset? LastDetectionAt, int? Width, int? Height,
    string? Model,
    int DetectionsPerMinute, string Playlist, string? Snapshot);

/// <summary>Analysed frames of a camera, ascending in time.</summary>
public sealed record CameraFrames(IReadOnlyList<CameraFrame> Frames);

/// <summary>What was seen in one frame.</summary>
public sealed record CameraFrame(string Time, int Width, int Height, string Model, IReadOnlyList<DetectedObject> Detections);

internal static class CameraEndpoints
{
    private const string PlaylistType = "application/vnd.apple.mpegurl";
    private static readonly TimeSpan LiveWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StaleWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestSpan = DetectionWindow.Length;

    public static void Map(IEndpointRouteBuilder api)
    {
        var cameras = api.MapGroup("/cameras").WithTags("cameras");
        cameras.MapGet("", List).WithSummary("All cameras that were seen lately.");
        var camera = cameras.MapGroup("/{device}/{camera}");
        camera.MapGet("/live.m3u8", Playlist)
            .WithSummary("The live HLS playlist.").Produces<string>(200, PlaylistType).ProducesProblem(404);
        camera.MapGet("/init/{digest}.mp4", Init)
            .WithSummary("An initialisation section.").Produces(200, null, "video/mp4").ProducesProblem(404);
        camera.MapGet("/fragments/{incarnation}/{sequence:long}.m4s", Fragment)
            .WithSummary("A media segment.").Produces(200, null, "video/mp4").ProducesProblem(404);
        camera.MapGet("/detections", Detections)
            .WithSummary("Analysed frames with from ≤ time < to, of the last ten minutes.").ProducesProblem(400);
    }

    private static IReadOnlyList<CameraSummary> List(MediaIndex media, LiveState live, TimeProvider time)
    {
        var models = ReportedModels(live);
        return [.. media.Cameras.Select(timeline => timeline.Camera).Concat(live.Detections.Cameras()).Concat(models.Keys).Distinct().Order()
            .Select(
                camera => Summarise(camera, media.Find(camera)?.Newest, live.Detections, models.GetValueOrDefault(camera), time.NowNs()))];
    }

    private static CameraSummary Summarise(
        CameraId camera, ArchivedFragment? fragment, DetectionWindow window, string? reportedModel, long nowNs)
    {
        var frame = window.Newest(camera);
        var lastMinute = window.Read(
            camera, nowNs - (long)TimeSpan.FromMinutes(1).TotalNanoseconds, long.MaxValue).Sum(seen => seen.Detections.Count);
        var seenNs = Math.Max(fragment?.EndNs ?? 0, frame?.TimeNs ?? 0);
        return new CameraSummary(
            camera.Device, camera.Camera, StateOf(
                TimeSpan.FromMicroseconds((nowNs - seenNs) / 1000)), At(fragment?.EndNs), At(frame?.TimeNs),
            fragment?.Width ?? frame?.Width, fragment?.Height ?? frame?.Height, frame?.Model ?? reportedModel, lastMinute,
            $"/api/v1/cameras/{Uri.EscapeDataString(camera.Device)}/{Uri.EscapeDataString(camera.Camera)}/live.m3u8", Snapshot: null);
    }

    private static Dictionary<CameraId, string?> ReportedModels(LiveState live) => live.Devices.Read()
        .SelectMany(report => report.Content.Cameras.Select(camera => (Id: new CameraId(report.Device, camera.Name), camera.Model)))
        .DistinctBy(camera => camera.Id)
        .ToDictionary(camera => camera.Id, camera => camera.Model);

    private static string StateOf(TimeSpan age) => age <= LiveWithin ? "live" : age <= StaleWithin ? "stale" : "offline";

    private static DateTimeOffset? At(long? ns) => ns is { } some ? Timestamps.FromNs(some) : null;

    private static IResult Playlist(string device, string camera, MediaIndex media, HttpResponse response)
    {
        if (media.Find(new CameraId(device, camera)) is not { } timeline || LivePlaylist.Write(timeline) is not { } playlist)
        {
            return Problems.NotFound($"No video of camera '{camera}' of '{device}' has come lately.");
        }
        response.Headers.CacheControl = "no-cache";
        return Results.Text(playlist, PlaylistType);
    }

    private static IResult Init(string device, string camera, string digest, MediaIndex media, ObjectSections sections) =>
        media.Find(new CameraId(device, camera))?.FindInit(digest) is { } fragment
            ? sections.Init(fragment)
            : Problems.NotFound($"No fragment of the live playlist has the initialisation section '{digest}'.");

    private static IResult Fragment(
        string device, string camera, string incarnation, long sequence, MediaIndex media, ObjectSections sections) =>
        media.Find(new CameraId(device, camera))?.Find(new RecordId(incarnation, sequence)) is { } fragment
            ? sections.Media(fragment)
            : Problems.NotFound($"Fragment {sequence} is not in the live playlist of camera '{camera}' of '{device}' any more.");

    private static Results<Ok<CameraFrames>, ProblemHttpResult> Detections(
        string device, string camera, string? from, string? to, LiveState live, TimeProvider time)
    {
        var toNs = time.NowNs() + 1;
        if (to is not null && !Timestamps.TryParse(to, out toNs)) return Wrong("to", to);
        var fromNs = toNs - (long)TimeSpan.FromMinutes(1).TotalNanoseconds;
        if (from is not null && !Timestamps.TryParse(from, out fromNs)) return Wrong("from", from);
        if (fromNs > toNs || toNs - fromNs > LongestSpan.TotalNanoseconds)
        {
            return TypedResults.Problem($"'from' must be before 'to', by {LongestSpan.TotalMinutes} minutes at most.", statusCode: 400);
        }
        var frames = live.Detections.Read(new CameraId(device, camera), fromNs, toNs);
        return TypedResults.Ok(new CameraFrames(
            [.. frames.Select(
                frame => new CameraFrame(Timestamps.ToText(frame.TimeNs), frame.Width, frame.Height, frame.Model, frame.Detections))]));
    }

    private static ProblemHttpResult Wrong(string name, string value) =>
        TypedResults.Problem($"'{name}' is '{value}', which is not a time such as 2026-01-31T09:30:00.480Z.", statusCode: 400);
}

using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Reload;
using Shoreline.Edge.Status;
using Shoreline.Streams;
using Shoreline.Vision.Latest;

namespace Shoreline.Edge.Page;

/// <summary>What the local page shows, and how it acts.</summary>
internal sealed record LocalPageParts
{
    public required CurrentSettings Settings { get; init; }

    public required EdgePaths Paths { get; init; }

    public required EdgeStatus Status { get; init; }

    public required StreamStore Store { get; init; }

    /// <summary>Whether the cloud is connected; null where there is none.</summary>
    public required Func<bool>? CloudConnected { get; init; }
}

/// <summary>The gateway's own page and its API, on loopback only. It needs no cloud.</summary>
internal sealed class LocalPage : IAsyncDisposable
{
    private const string Mp4 = "video/mp4";

    private readonly WebApplication _app;
    private readonly LocalPageParts _parts;
    private readonly ProcessUsage _usage = new(TimeProvider.System);
    private readonly ConcurrentDictionary<string, LiveVideo> _videos = new(StringComparer.Ordinal);

    private LocalPage(WebApplication app, LocalPageParts parts) => (_app, _parts) = (app, parts);

    /// <summary>Starts the web server behind an open door.</summary>
    /// <param name="first">Who came before it was there.</param>
    /// <returns>What ends it.</returns>
    public static async Task<IAsyncDisposable> StartAsync(LocalPageParts parts, ILoggerFactory loggers, PageDoor door, Socket first)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = parts.Paths.Root });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, HostedByEdge>(); // signals are the program's business
        // A page of another site must not reach us through a name that it made resolve to 127.0.0.1.
        builder.Services.Configure<HostFilteringOptions>(o => o.AllowedHosts = ["127.0.0.1", "localhost", "[::1]"]);
        builder.Services.AddSingleton<IConnectionListenerFactory>(new DoorListener(door, first)); // is asked before Kestrel's own
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(door.Address));
        var page = new LocalPage(builder.Build(), parts);
        page.Map();
        try
        {
            await page._app.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await page._app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private void Map()
    {
        _app.UseHostFiltering();
        MapStaticFiles();
        var api = _app.MapGroup("/api");
        api.MapGet("/status", Status);
        api.MapGet("/streams", () => _parts.Status.Streams());
        api.MapGet("/cameras", Cameras);
        api.MapGet("/sensor", (CancellationToken cancel) => SensorAsync(sensor => sensor.ReadAsync(cancel)));
        api.MapPut("/sensor", (SensorView wanted, HttpRequest request, CancellationToken cancel) =>
            IsForeign(request) ? Task.FromResult(Problem(403, "Only this page may switch the sensor.")) : SensorAsync(s => s.SwitchAsync(wanted, cancel)));
        var live = _app.MapGroup("/live/{camera}");
        live.MapGet("/latest.jpg", (string camera, HttpResponse response) => Picture(camera, response, EdgePaths.LatestPicture, latest => latest.Clean, "clean: true"));
        live.MapGet("/annotated.jpg", (string camera, HttpResponse response) => Picture(camera, response, EdgePaths.AnnotatedPicture, latest => latest.Annotated, "annotated: true"));
        live.MapGet("/index.m3u8", Playlist);
        live.MapGet("/init/{digest}.mp4", (string camera, string digest) => Media(Video(camera)?.Init(digest)));
        live.MapGet("/fragments/{incarnation}/{sequence:long}.m4s", (string camera, string incarnation, long sequence) =>
            Media(Video(camera) is { } video && video.Incarnation == incarnation ? video.Fragment(sequence) : null));
    }

    private void MapStaticFiles()
    {
        var folder = Assets.FindHome() is { } home ? Path.Combine(home, "web", "edge", "dist") : null;
        if (!Directory.Exists(folder)) folder = Path.Combine(AppContext.BaseDirectory, "page");
        if (Directory.Exists(folder))
        {
            var files = new PhysicalFileProvider(folder);
            _app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
            _app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        }
        else
        {
            _app.MapGet("/", () => Results.Text("The local page is not built: run ./setup. The interface is there: /api/status, /api/streams, /api/cameras.\n"));
        }
    }

    private StatusView Status()
    {
        var (config, status) = (_parts.Settings.Value.Config, _parts.Status);
        var cloud = _parts.CloudConnected is { } connected ? new CloudView(connected() ? "connected" : "offline", config.Cloud?.Url?.ToString()) : null;
        return new StatusView(
            config.Device.Value, EdgeStatus.Version, Math.Round(status.Uptime.TotalSeconds, 1), cloud, [.. status.Components.Select(Component)]);
    }

    private PageComponent Component(ComponentView view) =>
        PageComponent.Of(view, _parts.Status.Now, view.ProcessId is { } process ? _usage.Of(process) : null);

    private IEnumerable<CameraView> Cameras() =>
        _parts.Status.Cameras().Select(camera => CameraView.Of(camera.Said, camera.Config));

    private async Task<IResult> SensorAsync(Func<SensorControl, Task<SensorView?>> ask)
    {
        if (_parts.Settings.Value.Sensor is not { } sensor) return Problem(404, "No sensor runs here: set 'sensor: true' in edge.yaml.");
        return await ask(sensor).ConfigureAwait(false) is { } view ? Results.Json(view) : Problem(503, "The sensor does not answer; try again shortly.");
    }

    private IResult Picture(string camera, HttpResponse response, Func<string, string, string> pathOf, Func<LatestPictureOptions, bool> isWanted, string key)
    {
        if (CameraOf(camera) is not { } configured) return Problem(404, $"There is no camera '{camera}'.");
        if (!LivePictures.IsKept(configured.Latest, isWanted(configured.Latest)))
        {
            return Problem(404, $"Camera '{camera}' does not keep this picture: give it 'latest: {{ {key} }}' and a rate in edge.yaml.");
        }
        response.Headers.CacheControl = "no-store";
        try
        {
            return Results.Bytes(File.ReadAllBytes(pathOf(_parts.Paths.Live, camera)), "image/jpeg");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Problem(404, $"Camera '{camera}' has not delivered a picture yet.");
        }
    }

    private IResult Playlist(string camera, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return Video(camera)?.Playlist() is { } playlist
            ? Results.Text(playlist, "application/vnd.apple.mpegurl")
            : Problem(404, $"There is no video of a camera '{camera}' yet.");
    }

    private static IResult Media(ReadOnlyMemory<byte>? body) =>
        body is { } bytes ? Results.Bytes(bytes, Mp4) : Problem(404, "This piece of video is no longer in the stream.");

    /// <summary>A stream that was deleted and made again is another one: the view of the old is dropped.</summary>
    private LiveVideo? Video(string camera)
    {
        if (!IsConfigured(camera) || !_parts.Store.TryGet(ProductStreams.Video(camera), out var stream))
        {
            _videos.TryRemove(camera, out _); // the camera was taken out
            return null;
        }
        return _videos.AddOrUpdate(camera, _ => new LiveVideo(stream), (_, old) => old.Incarnation == stream.Incarnation ? old : new LiveVideo(stream));
    }

    private bool IsConfigured(string camera) => CameraOf(camera) is not null;

    private CameraConfig? CameraOf(string name) => _parts.Settings.Value.Config.Cameras.FirstOrDefault(c => c.Name.Value == name);

    /// <summary>Whether a browser sends this for a page of another origin.</summary>
    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin is [{ Length: > 0 } origin] && origin != $"{request.Scheme}://{request.Host}";

    private static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);

    /// <summary>The page starts and stops when the edge says so, not on signals.</summary>
    private sealed class HostedByEdge : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

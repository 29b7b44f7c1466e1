using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Records;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Configuration;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Sdk;
using Shoreline.Vision.Models;

namespace Shoreline.Edge.Tests.Cameras;

/// <summary>
/// A camera as its component runs it, in this process, with the streams of a gateway whose own camera program does nothing.
/// </summary>
public sealed class CameraModelTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private EdgeHost? _host;
    private StreamManagerClient? _client;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ = TestAssets.Model("models.json");
        await File.WriteAllTextAsync(_folder["shoreline"], "#!/bin/sh\nexec sleep 1000\n", Cancel);
        File.SetUnixFileMode(_folder["shoreline"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        const string Yaml = """
            device: gw-test
            page: { port: 0 }
            streamManager: { port: 0 }
            broker: { port: 0 }
            cameras:
              - { name: door, source: 'scene://line', record: false, shadow: yunet-n-320 }
            """;
        _host = await EdgeHost.StartAsync(
            EdgeConfig.Parse(Yaml, _folder["edge.yaml"]), new EdgeOptions { Root = _folder["root"], Program = _folder["shoreline"] });
        _client = await StreamManagerClient.ConnectAsync(new StreamManagerClientOptions
        {
            Port = _host.Endpoints.StreamManagerPort,
            AuthToken = EdgeEndpoints.ReadToken(_host.Root),
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_running_camera_goes_over_to_the_model_of_its_file_and_stores_every_frame_once()
    {
        var file = _folder["vision.yaml"];
        var config = Config("yunet-n-320");
        await File.WriteAllBytesAsync(file, config.ToFile(), Cancel);
        await using (var camera = new RunningCamera(config, _client!, file))
        {
            await Until.TrueAsync(() => camera.Worker.Status.Analysed >= 5, "frames by the first model");

            await WriteAsync(file, Config("no-such-model"));
            await Until.TrueAsync(() => camera.Worker.Status.LastError is not null, "the refusal of a model that is not there");
            Assert.Contains("There is no model 'no-such-model'", camera.Worker.Status.LastError, StringComparison.Ordinal);
            Assert.Equal("yunet-n-320", camera.Worker.Status.Model);

            await WriteAsync(file, Config("ultraface-rfb-320"));
            await Until.TrueAsync(() => camera.Worker.Status.Model == "ultraface-rfb-320", "the new model");
            await Until.TrueAsync(() => camera.Worker.Status.LastError is null, "the refusal to be forgotten"); // once the old one is freed
            var atSwap = camera.Worker.Status.Analysed;
            await Until.TrueAsync(() => camera.Worker.Status.Analysed >= atSwap + 5, "frames by the new model");
            await camera.StopAsync();

            var records = await ReadAsync(ProductStreams.Detections, camera.Worker.Status.Analysed);
            var indexes = records.Select(record => record.Frame.Index).ToList();
            Assert.Equal(indexes.Order().Distinct(), indexes);
            Assert.Equal(camera.Worker.Status.Analysed, indexes.Count);
            Assert.Equal(["yunet-n-320", "ultraface-rfb-320"], records.Select(record => record.Model.Name).Distinct());
        }
    }

    [Fact]
    public async Task A_model_that_looks_on_is_counted_and_recorded_and_one_that_is_not_there_does_no_harm()
    {
        await using (var camera = new RunningCamera(Config("yunet-n-320", shadow: "ultraface-rfb-320"), _client!, file: null))
        {
            await Until.TrueAsync(() => camera.Worker.Status.Shadow?.Compared >= 3, "frames compared");
            await camera.StopAsync();
            var (status, shadow) = (camera.Worker.Status, camera.Worker.Status.Shadow!);
            Assert.Equal((status.Analysed, null), (shadow.Compared + shadow.Skipped, shadow.Fault));
            var record = await ComparisonAsync();
            Assert.Equal(("yunet-n-320", "ultraface-rfb-320", shadow.Compared), (record.Model.Name, record.Other.Name, record.Frames));
            Assert.Equal(shadow.Objects, record.Labels["face"]);
        }
        await using (var camera = new RunningCamera(Config("yunet-n-320", shadow: "no-such-model"), _client!, file: null))
        {
            await Until.TrueAsync(() => camera.Worker.Status.Analysed >= 3, "frames of a camera whose shadow cannot be had");
            Assert.Contains("There is no model 'no-such-model'", camera.Worker.Status.Shadow!.Fault, StringComparison.Ordinal);
        }
    }

    private CameraComponentConfig Config(string model, string? shadow = null) => new()
    {
        Device = "gw-test",
        LiveFolder = _folder["live"],
        Cameras =
        [
            new CameraTask
            {
                Name = "door",
                Source = $"file://{TestAssets.Media("faces-walk-pause.mp4")}?loop=true",
                Model = model,
                Shadow = shadow,
                Record = false,
                Faces = false,
            },
        ],
    };

    /// <summary>As the gateway does it.</summary>
    private static Task WriteAsync(string file, CameraComponentConfig config)
    {
        File.WriteAllBytes(file + ".new", config.ToFile());
        File.Move(file + ".new", file, overwrite: true);
        return Task.CompletedTask;
    }

    private static ReadMessagesOptions From(long sequence) => new()
    {
        DesiredStartSequenceNumber = sequence,
        MinMessageCount = 1,
        MaxMessageCount = 500,
        ReadTimeoutMillis = 5000,
    };

    private async Task<List<DetectionRecord>> ReadAsync(string stream, long count)
    {
        var records = new List<DetectionRecord>();
        while (records.Count < count)
        {
            foreach (var message in await _client!.ReadMessagesAsync(stream, From(records.Count), Cancel))
            {
                Assert.Null(DetectionRecord.TryParse(message.Payload.Span, out var record));
                records.Add(record!);
            }
        }
        return records;
    }

    private async Task<ComparisonRecord> ComparisonAsync()
    {
        var messages = await _client!.ReadMessagesAsync(ProductStreams.Comparisons, From(0), Cancel);
        Assert.Null(ComparisonRecord.TryParse(Assert.Single(messages).Payload.Span, out var record));
        return record!;
    }

    /// <summary>A camera with its appenders, and what follows its file.</summary>
    private sealed class RunningCamera : IAsyncDisposable
    {
        private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(10);

        private readonly BufferedAppender[] _appenders;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public RunningCamera(CameraComponentConfig config, StreamManagerClient client, string? file)
        {
            string[] names = [ProductStreams.Detections, ProductStreams.Faces, ProductStreams.Events, ProductStreams.Comparisons];
            _appenders = [.. names.Select(name => new BufferedAppender(client, name, 16_384))];
            var streams = new CameraStreams("gw-test", _appenders[0], _appenders[1], _appenders[2], _appenders[1], _appenders[1], _appenders[3]);
            Worker = new CameraWorker(
                config.Cameras[0], config, streams, client, ModelCatalog.Load(), NullLogger.Instance, TimeProvider.System);
            var following = file is null
                ? Task.CompletedTask
                : new ModelFollower(file, [Worker], NullLogger.Instance, TimeProvider.System).RunAsync(_stop.Token);
            _running = Task.WhenAll(Task.Run(() => Worker.RunAsync(_stop.Token)), following);
        }

        public CameraWorker Worker { get; }

        /// <summary>Completes when all that was analysed is stored.</summary>
        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
            foreach (var appender in new[] { _appenders[0], _appenders[3] }) Assert.True(await appender.CompleteAsync(DrainWithin));
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            foreach (var appender in _appenders) await appender.DisposeAsync();
            _stop.Dispose();
        }
    }
}

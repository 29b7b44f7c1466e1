using Microsoft.Extensions.Logging;
using Shoreline.Sdk;
using Shoreline.Vision.Models;

namespace Shoreline.Edge.Cameras;

/// <summary>What <c>shoreline vision --config FILE</c> runs: the cameras of one group, in a process of its own under the gateway's supervision.</summary>
public static class CameraComponent
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(2);

    /// <summary>Runs until cancelled. The stream manager is the one that the environment names; it may come later and go away in between.</summary>
    /// <param name="file">Where the configuration was read from: a camera whose model is another one there goes over to it. Null: it stays
    /// as it is.</param>
    public static async Task RunAsync(
        CameraComponentConfig config, ILoggerFactory loggers, string? file = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        var clock = time ?? TimeProvider.System;
        var logger = loggers.CreateLogger("Shoreline.Edge.Cameras");
        await using var client = await StreamManagerClient.ConnectAsync(patience: TimeSpan.MaxValue, time: clock, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        await using var detections = new BufferedAppender(client, ProductStreams.Detections, maxRecords: 16_384, time: clock);
        await using var faces = new BufferedAppender(client, ProductStreams.Faces, new BufferedAppenderOptions { Time = clock });
        await using var events = new BufferedAppender(client, ProductStreams.Events, maxRecords: 16_384, time: clock);
        await using var frames = new BufferedAppender(client, ProductStreams.Frames, new BufferedAppenderOptions { Time = clock });
        await using var pictures = new BufferedAppender(client, ProductStreams.Pictures, new BufferedAppenderOptions { Time = clock });
        await using var comparisons = new BufferedAppender(client, ProductStreams.Comparisons, maxRecords: 1024, time: clock);
        var streams = new CameraStreams(config.Device, detections, faces, events, frames, pictures, comparisons);
        LossReport[] losses =
        [
            new(detections, ProductStreams.Detections, logger, clock), new(faces, ProductStreams.Faces, logger, clock), new(events, ProductStreams.Events, logger, clock),
            new(frames, ProductStreams.Frames, logger, clock), new(pictures, ProductStreams.Pictures, logger, clock), new(comparisons, ProductStreams.Comparisons, logger, clock),
        ];
        var models = ModelCatalog.Load();
        CameraWorker[] workers = [.. config.Cameras.Select(c => new CameraWorker(c, config, streams, client, models, logger, clock))];
        var running = workers.Select(worker => Task.Run(() => worker.RunAsync(cancellationToken), CancellationToken.None));
        var following = file is null ? Task.CompletedTask : new ModelFollower(file, workers, logger, clock).RunAsync(cancellationToken);
        var reporting = ReportAsync(config.StatusFile, workers, losses, clock, logger, cancellationToken);
        await Task.WhenAll([.. running, following, reporting]).ConfigureAwait(false);
        if (config.StatusFile is { } statusFile) Report(statusFile, workers, clock, logger); // the final counts
        BufferedAppender[] all = [detections, faces, events, frames, pictures, comparisons];
        await Task.WhenAll(all.Select(stream => stream.CompleteAsync(DrainWithin))).ConfigureAwait(false);
        await Task.WhenAll(all.Select(stream => stream.DisposeAsync().AsTask())).ConfigureAwait(false); // what is left is given up, and counted
        foreach (var loss in losses) loss.Finish();
    }

    /// <summary>Goes on when all cameras have come to their end: a component that ends is started again, and the clips with it.</summary>
    private static async Task ReportAsync(
        string? statusFile, CameraWorker[] workers, LossReport[] losses, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(StatusInterval, time);
        try
        {
            do
            {
                if (statusFile is not null) Report(statusFile, workers, time, logger);
                foreach (var loss in losses) loss.Tick();
            }
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private static void Report(string statusFile, CameraWorker[] workers, TimeProvider time, ILogger logger)
    {
        try
        {
            CameraStatusFile.Write(statusFile, [.. workers.Select(w => w.Status)], time);
        }
        catch (IOException e)
        {
            EdgeLog.StatusNotWritten(logger, statusFile, e.Message);
        }
    }
}

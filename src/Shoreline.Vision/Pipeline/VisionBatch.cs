using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Pipeline;

/// <summary><c>shoreline vision SOURCE...</c>: sources analysed side by side by one model. One that fails stops no other.</summary>
public sealed class VisionBatch(VisionBatchOptions options, ModelCatalog catalog, ILogger? logger = null, TimeProvider? time = null)
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly OutputPlace? _video = OutputPlace.Video(options.AnnotatedPath);
    private readonly OutputPlace? _latest = OutputPlace.Latest(options.LatestPath);
    private readonly Lock _warningsLock = new();
    private readonly HashSet<string> _warnings = [];

    /// <summary>Runs them all. Output files appear when they are complete: a video with its source, the records at the end, unless every source failed.</summary>
    /// <param name="progress">Told a few times a second.</param>
    /// <param name="download">Told while weights are fetched.</param>
    /// <param name="cancellationToken">Ends the run early: what has been analysed is written, and the summary says so.</param>
    /// <exception cref="InvalidInputException">The options name something that is not there or not right.</exception>
    /// <exception cref="MissingDependencyException">A library or the weights of the model are missing.</exception>
    /// <exception cref="IOException">Records can no longer be written.</exception>
    public async Task<VisionBatchSummary> RunAsync(
        IProgress<VisionBatchProgress>? progress, IProgress<DownloadProgress>? download, CancellationToken cancellationToken)
    {
        var sources = Prepare();
        var choice = await catalog.ChooseAsync(options.Each.Model, download, cancellationToken);
        var looksOn = options.Each.Shadow is { } shadow ? await catalog.ResolveAsync(shadow, download, cancellationToken) : null;
        var jobs = Plan(sources);
        jobs[0].Run.OpenStages(sources[0], choice.Model); // rules that are wrong are wrong for all
        await using var records = await RecordFiles.OpenAsync(options.Each);

        var started = _time.GetTimestamp();
        using var reporting = Report(progress, jobs, started);
        var slots = SlotsFor(sources);
        using var turns = new SemaphoreSlim(slots, slots);
        await Task.WhenAll(jobs.Select(job => RunAsync(job, choice, looksOn, records, turns, cancellationToken)));

        var summary = new VisionBatchSummary(choice, [.. jobs.Select(job => job.Result!)], _time.GetElapsedTime(started));
        if (records.Failure is { } failure) throw new IOException(failure.Message, failure);
        if (summary.Sources.Any(source => source.IsKept)) await records.CompleteAsync();
        if (options.SummaryPath is { } path) SummaryFile.Write(path, summary);
        return summary;
    }

    /// <summary>Checks all that can be checked before a model is loaded.</summary>
    private IReadOnlyList<VisionSource> Prepare()
    {
        if (options.Sources.Count == 0) throw new InvalidInputException("Name a source: a clip, a picture, a folder or a camera.");
        List<string> faults = [.. (options.Each with { AnnotatedPath = options.AnnotatedPath }).Faults()];
        if (options.Parallel < 1) faults.Add($"--parallel is {options.Parallel}: give 1 or more.");
        OutputPlace[] places = [.. new[] { _video, _latest }.OfType<OutputPlace>()];
        faults.AddRange(places.Select(place => place.FaultFor(options.Sources.Count)).OfType<string>());
        if (faults.Count > 0) throw new InvalidInputException(string.Join('\n', faults));
        options.Each.CheckRecordFiles();
        if (options.SummaryPath is { } file) OutputFiles.CheckFolder(file);
        var sources = VisionSources.Parse(options.Sources, options.Recursive, options.Cameras);
        if (places.Select(place => place.FaultFor(sources.Count)).FirstOrDefault(fault => fault is not null) is { } late) throw new InvalidInputException(late);
        foreach (var place in places) place.Prepare();
        return sources;
    }

    private List<Job> Plan(IReadOnlyList<VisionSource> sources)
    {
        var sideBySide = sources.Count(source => source.IsEndless) + Math.Min(SlotsFor(sources), sources.Count(source => !source.IsEndless));
        var inference = options.Each.Inference;
        // Several sources share the processor better side by side than by taking turns on all of it.
        var (lanes, share) = (options.Each.Lanes, Math.Max(1, Environment.ProcessorCount / sideBySide));
        if (sideBySide > 1)
        {
            lanes ??= share;
            if (inference.Threads == 0) inference = inference with { Threads = Math.Max(1, share / lanes.Value) };
        }
        return [.. sources.Select(source => new Job(source, new VisionRun(
            options.Each with
            {
                Source = source.Shown,
                Camera = source.Camera,
                AnnotatedPath = _video?.FileOf(source.Camera),
                LatestPath = _latest?.FileOf(source.Camera),
                Lanes = lanes,
                Inference = inference,
                OnWarning = options.Each.OnWarning is null ? null : WarnOnce,
            },
            catalog, logger, _time)))];
    }

    private int SlotsFor(IReadOnlyList<VisionSource> sources) => Math.Clamp(options.Parallel ?? Environment.ProcessorCount, 1, sources.Count);

    private static async Task RunAsync(Job job, ModelChoice choice, Model? looksOn, RecordFiles records, SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        if (!job.Source.IsEndless) await turns.WaitAsync(CancellationToken.None);
        try
        {
            // What failed for all is told once, by the caller.
            job.Result = cancellationToken.IsCancellationRequested || records.Failure is not null
                ? SourceResult.NotBegun(job.Source)
                : SourceResult.Of(job.Source, await job.Run.RunAsync(job.Source, choice, looksOn, records, null, cancellationToken));
        }
        catch (Exception e) // whatever it is, the others go on; the result tells it
        {
            job.Result = SourceResult.Failed(job.Source, job.Run.Remains, e);
        }
        finally
        {
            if (!job.Source.IsEndless) turns.Release();
        }
    }

    private void WarnOnce(string warning)
    {
        lock (_warningsLock)
        {
            if (_warnings.Add(warning)) options.Each.OnWarning?.Invoke(warning);
        }
    }

    private ITimer? Report(IProgress<VisionBatchProgress>? progress, List<Job> jobs, long started)
    {
        if (progress is null) return null;
        void Tell(object? _) => progress.Report(VisionBatchProgress.Of(jobs.Select(job => (job.Source.Camera, job.Run.Progress, job.Result is not null)), _time.GetElapsedTime(started)));
        Tell(null);
        return _time.CreateTimer(Tell, null, ProgressPeriod, ProgressPeriod);
    }

    private sealed class Job(VisionSource source, VisionRun run)
    {
        private volatile SourceResult? _result;

        public VisionSource Source { get; } = source;

        public VisionRun Run { get; } = run;

        /// <summary>Null until it is over.</summary>
        public SourceResult? Result
        {
            get => _result;
            set => _result = value;
        }
    }
}

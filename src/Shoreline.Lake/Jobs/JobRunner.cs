using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;
using Quartz;
using Shoreline.Core;
using Shoreline.Lake.Query;

namespace Shoreline.Lake.Jobs;

/// <summary>How jobs are run.</summary>
public sealed record JobRunnerOptions
{
    /// <summary>
    /// Schedules that replace those of the files: a job's name, or the first word of several (<c>curate</c> for <c>curate-…</c>), and a
    /// cron
    /// expression with seconds, or <c>off</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Schedules { get; init; } = new Dictionary<string, string>();

    /// <summary>Jobs that run at once; more wait. Default 2.</summary>
    public int ConcurrentJobs { get; init; } = 2;
}

/// <summary>The jobs of a lake: built-in ones, and those in the bucket under <c>jobs/</c>. Runs them by hand and by schedule.
/// Thread-safe.</summary>
/// <remarks>A job runs once at a time in this process. Where several processes run it, one of their commits wins and the others find
/// nothing left to do.</remarks>
public sealed class JobRunner : IAsyncDisposable
{
    private const string FilesPrefix = "jobs/";
    private const string FileEnding = ".sql";
    private const string ScheduleOff = "off";

    private sealed class Job(JobDefinition definition)
    {
        public JobDefinition Definition { get; } = definition;

        public CronExpression? Cron { get; } = definition.Schedule is { } schedule ? new CronExpression(schedule, TimeZoneInfo.Utc) : null;

        public SemaphoreSlim Turn { get; } = new(1);

        public volatile JobRun? LastRun;
    }

    private readonly DataLake _lake;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JobRunLog _log;
    private readonly SortedDictionary<string, Job> _jobs;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];

    private JobRunner(DataLake lake, IEnumerable<JobDefinition> jobs, JobRunnerOptions options, TimeProvider time, ILogger logger)
    {
        (_lake, _time, _logger, _log) = (lake, time, logger, new JobRunLog(lake.Store));
        _jobs = new SortedDictionary<string, Job>(jobs.ToDictionary(job => job.Name, job => new Job(job)), StringComparer.Ordinal);
        _slots = new SemaphoreSlim(options.ConcurrentJobs);
    }

    /// <summary>Reads and checks every job.</summary>
    /// <exception cref="InvalidInputException">Files or schedules have faults; a line for each.</exception>
    public static async Task<JobRunner> LoadAsync(
        DataLake lake, JobRunnerOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(options);
        var texts = BuiltIn();
        await foreach (var entry in lake.Store.ListAsync(FilesPrefix, cancellationToken: cancellationToken))
        {
            var name = entry.Key[FilesPrefix.Length..];
            if (name.Contains('/') || !name.EndsWith(FileEnding, StringComparison.Ordinal)) continue;
            // A file replaces the built-in job of its name.
            if (await lake.Store.GetAsync(entry.Key, cancellationToken) is { } content) texts[name] = Encoding.UTF8.GetString(content);
        }

        var (jobs, faults) = (new List<JobDefinition>(), new List<string>());
        foreach (var (file, text) in texts)
        {
            try
            {
                jobs.Add(await lake.Engine.RunAsync(connection => JobFile.Parse(file, text, connection), cancellationToken));
            }
            catch (InvalidInputException e)
            {
                faults.Add(e.Message);
            }
        }
        jobs = [.. jobs.Select(job => Reschedule(job, options.Schedules, faults))];
        return faults.Count == 0
            ? new JobRunner(lake, jobs, options, time, logger)
            : throw new InvalidInputException(string.Join('\n', faults));
    }

    /// <summary>Every job, by name.</summary>
    public IReadOnlyList<JobSummary> List() =>
    [
        .. _jobs.Values.Select(job => new JobSummary(
            job.Definition, job.Turn.CurrentCount == 0, job.LastRun, job.Cron?.GetNextValidTimeAfter(_time.GetUtcNow()))),
    ];

    /// <summary>Runs a job until its target is up to date with its source, after a run of it that is under way.</summary>
    /// <returns>What it did; also where it failed: <see cref="JobRun.Error"/>.</returns>
    /// <exception cref="InvalidInputException">There is no job of that name.</exception>
    public async Task<JobRun> RunAsync(string name, CancellationToken cancellationToken = default)
    {
        if (!_jobs.TryGetValue(name, out var job))
        {
            throw new InvalidInputException($"There is no job '{name}'. Jobs: {string.Join(", ", _jobs.Keys)}.");
        }
        return await RunAsync(job, keepIdle: true, cancellationToken);
    }

    /// <summary>Kept runs of a job, newest first, also of other processes.</summary>
    public IAsyncEnumerable<JobRun> ReadLogAsync(string name, CancellationToken cancellationToken = default) =>
        _log.ReadAsync(name, cancellationToken);

    /// <summary>Starts running the jobs by their schedules, until disposed.</summary>
    public void Start()
    {
        foreach (var job in _jobs.Values.Where(job => job.Cron is not null)) _loops.Add(ScheduleAsync(job, job.Cron!));
    }

    /// <summary>Stops the schedules and waits for what is running; an interrupted run leaves nothing half done.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops);
        _stopping.Dispose();
        _slots.Dispose();
        foreach (var job in _jobs.Values) job.Turn.Dispose();
    }

    private static SortedDictionary<string, string> BuiltIn()
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(FileEnding, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            texts[resource] = reader.ReadToEnd();
        }
        return texts;
    }

    private static JobDefinition Reschedule(JobDefinition job, IReadOnlyDictionary<string, string> schedules, List<string> faults)
    {
        if (!schedules.TryGetValue(job.Name, out var schedule) && !schedules.TryGetValue(job.Name.Split('-')[0], out schedule)) return job;
        if (schedule == ScheduleOff) return job with { Schedule = null };
        if (!CronExpression.TryParse(schedule, out _))
            faults.Add($"jobs: '{schedule}' for '{job.Name}' is not a cron expression of 6 or 7 fields, seconds first, nor off.");
        return job with { Schedule = schedule };
    }

    private async Task ScheduleAsync(Job job, CronExpression cron)
    {
        try
        {
            while (cron.GetNextValidTimeAfter(_time.GetUtcNow()) is { } next)
            {
                var wait = next - _time.GetUtcNow();
                if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, _stopping.Token);
                await RunAsync(job, keepIdle: false, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping; what was not committed is done by the next process.
        }
    }

    /// <param name="keepIdle">Whether a run that found nothing new goes into the log too.</param>
    private async Task<JobRun> RunAsync(Job job, bool keepIdle, CancellationToken cancellationToken)
    {
        await job.Turn.WaitAsync(cancellationToken);
        try
        {
            await _slots.WaitAsync(cancellationToken);
            try
            {
                var run = await MeasureAsync(job.Definition, cancellationToken);
                job.LastRun = run;
                if (keepIdle || run.RowsRead > 0 || run.Error is not null) await KeepAsync(run);
                return run;
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            job.Turn.Release();
        }
    }

    private async Task<JobRun> MeasureAsync(JobDefinition job, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        var run = new JobRun { Id = Guid.NewGuid().ToString("n"), Job = job.Name, StartedAt = _time.GetUtcNow(), DurationMs = 0 };
        try
        {
            var execution = new JobExecution(_lake, job, _time);
            for (var first = true; ; first = false)
            {
                var step = await execution.StepAsync(cancellationToken);
                run = run with
                {
                    SourceFrom = first ? step.SourceFrom : run.SourceFrom,
                    SourceTo = step.SourceTo,
                    RowsRead = run.RowsRead + step.RowsRead,
                    RowsWritten = run.RowsWritten + step.RowsWritten,
                    RowsQuarantined = run.RowsQuarantined + step.RowsQuarantined,
                };
                if (step.CaughtUp) break;
            }
        }
        catch (Exception e) when (e is ShorelineException or IOException or UnauthorizedAccessException)
        {
            run = run with { Error = SqlErrors.OneLine(e.Message) };
            LakeLog.JobFailed(_logger, job.Name, run.Error);
        }
        run = run with { DurationMs = (long)_time.GetElapsedTime(start).TotalMilliseconds };
        LakeLog.JobDone(_logger, job.Name, run.RowsRead, run.RowsWritten, run.RowsQuarantined, run.DurationMs);
        return run;
    }

    private async Task KeepAsync(JobRun run)
    {
        try
        {
            await _log.WriteAsync(run, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LakeLog.RunLogFailed(_logger, run.Job, run.Id, e.Message); // the rows are committed; only the account of the run is missing
        }
    }
}

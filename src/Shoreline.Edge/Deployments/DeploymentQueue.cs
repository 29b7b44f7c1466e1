using System.Threading.Channels;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Deployments;

/// <summary>Takes deployments, the fleet's and local ones, and carries them out one at a time, in the order they came (greengrass-components, section 7). Thread-safe.</summary>
internal sealed class DeploymentQueue : ILocalDeployments, IAsyncDisposable
{
    private const int MostWaiting = 100;

    private readonly Lock _gate = new();
    private readonly DeploymentParts _parts;
    private readonly DeploymentFolder _folder;
    private readonly Channel<DeploymentJournal> _waiting = Channel.CreateBounded<DeploymentJournal>(MostWaiting);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<RestartWish> _restart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (Guid Id, CancellationTokenSource Cancel)? _running;
    private Task _loop = Task.CompletedTask;
    private Task _boot = Task.CompletedTask;
    private CancellationTokenSource? _bootCancel;

    /// <summary>Reads what earlier starts left, and makes the folders of components what the configuration says. Nothing runs yet.</summary>
    public DeploymentQueue(DeploymentParts parts)
    {
        _parts = parts;
        _folder = new DeploymentFolder(parts.Files, Path.Combine(parts.Device.Paths.Root, "deployments"), parts.Logger);
        foreach (var journal in _folder.All.Where(journal => RemainderOf(journal) == DeploymentRemainder.NothingHappened))
        {
            DeploymentLog.Resumed(parts.Logger, journal.Document.Id, "nothing was changed");
            journal.End(DeploymentEnding.Failed(DeploymentEnding.NoStateChange, DeploymentRecovery.Interrupted));
        }
        if (Unfinished is { } unfinished && RemainderOf(unfinished) == DeploymentRemainder.Return)
            parts.Configuration.Return(unfinished.Find(JournalStep.Switching)!.From!.Value); // before anything starts from what is being undone
        parts.Configuration.Retain(Unfinished?.Find(JournalStep.Switching)?.From);
        foreach (var journal in _folder.All.Where(journal => journal.Status == DeploymentEnding.Queued)) _waiting.Writer.TryWrite(journal);
    }

    /// <summary>A deployment is over. Called in order; must return soon.</summary>
    public event Action<DeploymentDocument, DeploymentEnding>? Ended;

    /// <summary>Completes when a deployment needs a restart to go on. No further one is begun then.</summary>
    public Task<RestartWish> RestartAsked => _restart.Task;

    /// <summary>Whether one is being carried out.</summary>
    public bool IsDeploying
    {
        get { lock (_gate) return _running is not null; }
    }

    public string ArtifactFolder => _parts.Device.Paths.Artifacts;

    private DeploymentJournal? Unfinished => _folder.All.FirstOrDefault(journal => RemainderOf(journal) != DeploymentRemainder.None);

    /// <summary>Starts the components, finishes what was under way, and takes deployments from then on.</summary>
    public void Start() => _loop = Task.Run(LoopAsync);

    public Guid Create(LocalDeploymentRequest request)
    {
        var id = Guid.NewGuid();
        Add(LocalDocument.Of(id, request, _parts.Time.GetUtcNow()));
        return id;
    }

    /// <summary>Queues a deployment; durable when it returns. One that is known already is not taken twice.</summary>
    /// <exception cref="InvalidOperationException">The queue is full or the nucleus is ending.</exception>
    public void Add(DeploymentDocument document)
    {
        lock (_gate)
        {
            if (_folder.Find(document.Id) is not null) return;
            if (_stopping.IsCancellationRequested) throw new InvalidOperationException("The nucleus is ending and takes no deployments. Try again after its start.");
            if (_waiting.Reader.Count >= MostWaiting) throw new InvalidOperationException($"{MostWaiting} deployments are waiting, and no more are taken. Wait for some, or cancel them.");
            if (document.Kind == DeploymentKind.Thing) CancelOlder();
            _waiting.Writer.TryWrite(_folder.Create(document, _parts.Time.GetUtcNow()));
        }
    }

    public LocalDeployment? Find(Guid id) => _folder.Find(id) is { } journal ? View(journal) : null;

    public IReadOnlyList<LocalDeployment> List() => [.. _folder.All.Where(journal => journal.Document.Kind == DeploymentKind.Local).Reverse().Select(View)];

    public string? Cancel(Guid id)
    {
        lock (_gate)
        {
            if (_folder.Find(id) is not { } journal) return null;
            if (journal.IsOver) return $"Deployment {id} is already finished: {journal.Status}";
            if (_running?.Id == id) _running.Value.Cancel.Cancel();
            else if (journal.Status == DeploymentEnding.Queued || _restart.Task.IsCompleted) journal.End(DeploymentEnding.Canceled); // or it would go on after the restart
            return $"Cancel request submitted. Deployment ID: {id}";
        }
    }

    /// <summary>Cancels all of a group that are not over.</summary>
    public void CancelAll(string group)
    {
        foreach (var journal in _folder.All.Where(journal => !journal.IsOver && journal.Document.Group == group)) Cancel(journal.Document.Id);
    }

    /// <summary>Whether what a deployment says counts now, though its components may still be waited for. False for one that was undone, or another followed.</summary>
    public bool IsSwitched(Guid id) => _folder.Find(id)?.Find(JournalStep.Switching)?.To == _parts.Configuration.Generation;

    public async ValueTask DisposeAsync()
    {
        lock (_gate) _stopping.Cancel();
        await _loop.ConfigureAwait(false);
        await LeaveBootAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static LocalDeployment View(DeploymentJournal journal) => new(journal.Document.Id, journal.Status, journal.CreatedAt, journal.Details);

    private DeploymentRemainder RemainderOf(DeploymentJournal journal) => DeploymentRecovery.RemainderOf(journal, _parts.Configuration);

    /// <summary>A thing has one state that is wanted: the newest (7.1).</summary>
    private void CancelOlder()
    {
        foreach (var journal in _folder.All.Where(journal => journal is { IsOver: false, Document.Kind: DeploymentKind.Thing })) Cancel(journal.Document.Id);
    }

    private async Task LoopAsync()
    {
        try
        {
            await BootAsync().ConfigureAwait(false);
            await foreach (var journal in _waiting.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                if (_restart.Task.IsCompleted) return; // it stays in the journal for the next start
                if (journal.IsOver) continue;
                await LeaveBootAsync().ConfigureAwait(false);
                await FinishAsync(journal, token => new DeploymentRun(_parts, journal).RunAsync(token)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested) { /* what is under way is in its journal */ }
    }

    /// <summary>Starts what the configuration says, or finishes what was under way.</summary>
    private async Task BootAsync()
    {
        if (Unfinished is not { } journal || RemainderOf(journal) == DeploymentRemainder.Bootstrap)
        {
            StartComponents();
            if (Unfinished is not { } waiting) return;
            await LeaveBootAsync().ConfigureAwait(false);
            await FinishAsync(waiting, token => new DeploymentRun(_parts, waiting).RunAsync(token)).ConfigureAwait(false);
            return;
        }
        var switchover = new Switchover(_parts, journal);
        var isReturning = RemainderOf(journal) == DeploymentRemainder.Return;
        DeploymentLog.Resumed(_parts.Logger, journal.Document.Id, isReturning ? "it is undone" : "it is verified");
        await FinishAsync(journal, async token => (isReturning
            ? await switchover.ReturnAsync(token).ConfigureAwait(false)
            : await switchover.SettleAsync([.. ComponentRecords.All(_parts.Configuration.Root)], token).ConfigureAwait(false), null)).ConfigureAwait(false);
    }

    /// <summary>Starts what the configuration says. A component that takes its time does not keep deployments waiting: one may be on its way to mend it.</summary>
    private void StartComponents()
    {
        try { Switchover.Place(_parts, _stopping.Token); }
        catch (Exception e) when (DeploymentFailure.Of(e) is not null) { DeploymentLog.BrokenAtStart(_parts.Logger, "(all)", e.Message); }
        _bootCancel = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _boot = WatchAsync(_parts.Runtime.ApplyAsync([.. ComponentRecords.All(_parts.Configuration.Root)], _bootCancel.Token));
    }

    private async Task WatchAsync(Task<ApplyOutcome> start)
    {
        try
        {
            if (await start.ConfigureAwait(false) is { Broken: { } broken } outcome) DeploymentLog.BrokenAtStart(_parts.Logger, broken, outcome.Reason);
        }
        catch (OperationCanceledException) { /* a deployment, or the end: the components go on without being watched */ }
    }

    private async Task LeaveBootAsync()
    {
        if (_bootCancel is null) return;
        await _bootCancel.CancelAsync().ConfigureAwait(false);
        await _boot.ConfigureAwait(false);
        _bootCancel.Dispose();
        _bootCancel = null;
    }

    private async Task FinishAsync(DeploymentJournal journal, Func<CancellationToken, Task<(DeploymentEnding? Ending, RestartWish? Wish)>> run)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        lock (_gate)
        {
            if (journal.IsOver) return; // canceled in this moment
            _running = (journal.Document.Id, cancel);
        }
        DeploymentLog.Begins(_parts.Logger, journal.Document.Id, journal.Document.Group);
        try
        {
            var (ending, wish) = await run(cancel.Token).ConfigureAwait(false);
            if (wish is { } restart) Ask(journal, restart);
            else await EndAsync(journal, ending!).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            await EndAsync(journal, DeploymentEnding.Canceled).ConfigureAwait(false);
            if (journal.Find(JournalStep.Switching) is null && journal.Find(JournalStep.Prepared) is not null) StartComponents(); // those stopped for bootstrap scripts
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not even the journal can be written. The next start decides by what it holds.
            DeploymentLog.Unforeseen(_parts.Logger, e, journal.Document.Id);
        }
        finally
        {
            lock (_gate) _running = null;
        }
    }

    private void Ask(DeploymentJournal journal, RestartWish wish)
    {
        DeploymentLog.AsksRestart(_parts.Logger, journal.Document.Id, wish == RestartWish.Device ? "device" : "nucleus");
        _restart.TrySetResult(wish);
    }

    private async Task EndAsync(DeploymentJournal journal, DeploymentEnding ending)
    {
        journal.End(ending);
        if (ending.Details?.Cause is { } cause) DeploymentLog.Failed(_parts.Logger, journal.Document.Id, ending.Details.Detailed, cause);
        else DeploymentLog.Succeeded(_parts.Logger, journal.Document.Id, ending.Details?.Detailed ?? ending.Status);
        if (ending == DeploymentEnding.Success) await new DeploymentCleanup(_parts).RunAsync(_stopping.Token).ConfigureAwait(false);
        else _parts.Configuration.Retain();
        _folder.Trim();
        Ended?.Invoke(journal.Document, ending);
    }
}

using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>
/// One incarnation of a stream with the exports that run of it. Changed by the engine only, one change at a time; read by anybody.
/// </summary>
internal sealed class ExportedStream(DurableStream stream, IExportPlan plan, ExportServices services, CancellationToken stopping)
{
    private sealed record Running(ExportSpec Spec, StreamExport? Export, ExportRoute? Route, CancellationTokenSource Ending, Task Loop);

    private volatile IReadOnlyList<Running> _running = [];
    private volatile StreamDefinition? _followed;
    private IReadOnlyList<ExportSpec>? _defined; // of the definition that was followed last; null in the first turn
    private bool _isTidy; // no export but those asked for has a position
    private bool _isForgettingFailing;

    public DurableStream Stream => stream;

    public IEnumerable<StreamExport> Exports => _running.Select(r => r.Export).OfType<StreamExport>();

    public IReadOnlyList<ExportReport> Reports() => [.. _running.Select(Report)];

    public StreamExport? Find(string id) => _running.FirstOrDefault(r => r.Spec.Id == id)?.Export;

    /// <summary>The plan has changed, though the definition may not have: the next turn looks at all exports anew.</summary>
    public void Reconsider() => _followed = null;

    /// <summary>Adds, removes and replaces exports as they are defined now, and starts again what ended by itself.</summary>
    public async Task FollowAsync()
    {
        var definition = stream.Definition;
        if (_followed != definition || !_running.All(IsAlive)) await ChangeAsync(definition).ConfigureAwait(false);
        if (!_isTidy && _followed == definition) await ForgetGoneAsync().ConfigureAwait(false);
    }

    /// <summary>Follows the definition, and flushes the positions that it moved.</summary>
    /// <exception cref="IOException">It is not followed, or not durably; the next turns try it again.</exception>
    public async Task ApplyAsync()
    {
        await FollowAsync().ConfigureAwait(false);
        if (_followed != stream.Definition)
        {
            throw new IOException($"not every export of stream '{stream.Name}' could be taken up; the log says why");
        }
        foreach (var export in Exports) await export.SaveAsync().ConfigureAwait(false);
    }

    private async Task ChangeAsync(StreamDefinition definition)
    {
        _isTidy = false;
        var wanted = plan.For(stream);
        var next = new List<Running>();
        foreach (var spec in wanted)
        {
            var old = _running.FirstOrDefault(r => r.Spec.Id == spec.Id);
            if (old is not null && old.Spec == spec && IsAlive(old)) next.Add(old);
            else if (await StartAsync(spec, old).ConfigureAwait(false) is { } started) next.Add(started);
        }
        var left = _running.Where(old => wanted.All(spec => spec.Id != old.Spec.Id)).ToList();
        _running = next;
        // Otherwise the next turn tries again what could not be started.
        if (next.Count == wanted.Count) (_followed, _defined) = (definition, wanted);
        foreach (var old in left) await ForgetAsync(old).ConfigureAwait(false);
    }

    /// <summary>Measures the pace and flushes the cursors.</summary>
    public async Task TendAsync()
    {
        foreach (var export in Exports)
        {
            export.View.Measure();
            await SaveAsync(export).ConfigureAwait(false);
        }
    }

    /// <summary>Ends all exports; the positions stay.</summary>
    public async Task StopAsync()
    {
        var running = _running;
        _running = [];
        await Task.WhenAll(running.Select(StopAsync)).ConfigureAwait(false);
    }

    /// <summary>Ends all exports and forgets them, because the stream is about to be deleted.</summary>
    public async Task RemoveAsync()
    {
        var running = _running;
        _running = [];
        (_followed, _defined) = (stream.Definition, []);
        foreach (var export in running) await ForgetAsync(export).ConfigureAwait(false);
    }

    private static bool IsAlive(Running running) => running.Spec.Disabled || running.Spec.To is ToNowhere || !running.Loop.IsCompleted;

    private async Task<Running?> StartAsync(ExportSpec spec, Running? old)
    {
        if (old is not null) await StopAsync(old).ConfigureAwait(false); // two of one cursor must not send beside each other
        if (spec.To is ToNowhere) return new Running(spec, null, null, new CancellationTokenSource(), Task.CompletedTask);
        try
        {
            // One that this run has seen the stream without begins afresh, whatever an earlier one of its id has left.
            var before = _defined?.FirstOrDefault(s => s.Id == spec.Id);
            // What one of its id has left here could not be forgotten at its end.
            if (_defined is not null && before is null && old is null) stream.DeleteCursor(spec.Id);
            var route = plan.Open(stream, spec);
            var export = new StreamExport(stream, spec, route, services);
            if (before is not null && before.StartSequence != spec.StartSequence && spec.StartSequence is { } start) export.MoveTo(start);
            var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            return new Running(
                spec, export, route, ending,
                spec.Disabled ? Task.CompletedTask : Task.Run(() => export.RunAsync(ending.Token), CancellationToken.None));
        }
        catch (Exception e) when (e is ShorelineException or IOException or ObjectDisposedException)
        {
            EdgeLog.ExportInterrupted(services.Logger, stream.Name, spec.Name, e.Message); // tried again at the next turn
            return null;
        }
    }

    private async Task StopAsync(Running running)
    {
        await StopSendingAsync(running).ConfigureAwait(false);
        if (running.Route?.Ending is { } ending) await ending().ConfigureAwait(false);
        running.Ending.Dispose();
    }

    private async Task StopSendingAsync(Running running)
    {
        await running.Ending.CancelAsync().ConfigureAwait(false);
        await running.Loop.ConfigureAwait(false);
        if (running.Export is { } export) await SaveAsync(export).ConfigureAwait(false);
    }

    private async Task ForgetAsync(Running running)
    {
        await StopSendingAsync(running).ConfigureAwait(false);
        try
        {
            if (running is { Route.Removing: { } removing, Export.View: { } view })
            {
                await removing(view.Confirmed + 1).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is ShorelineException or IOException or ObjectDisposedException)
        {
            EdgeLog.ExportInterrupted(services.Logger, stream.Name, running.Spec.Name, e.Message);
        }
        await TryForgetAsync(running.Spec.Id, running.Spec.Name).ConfigureAwait(false);
        await StopAsync(running).ConfigureAwait(false);
    }

    /// <summary>
    /// Forgets positions on disk that belong to no export that is served: of one that was taken out of <c>edge.yaml</c> before this start,
    /// or out of the definition right before a kill. They would hold the stream's records back from expiry, and count them as not exported,
    /// for ever.
    /// </summary>
    private async Task ForgetGoneAsync()
    {
        var served = _running.Where(r => r.Export is not null).Select(r => r.Spec.Id).ToHashSet(StringComparer.Ordinal);
        var rows = stream.Ledger();
        _isTidy = rows.Count > 0; // the account of a stream without a record names no exports; nor do they hold anything back
        var gone = rows.Select(row => row.ExportId).Distinct().Where(id => id.Length > 0 && !served.Contains(id) && !plan.IsOthers(stream, id));
        foreach (var id in gone.ToList())
        {
            _isTidy &= await TryForgetAsync(id, id).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryForgetAsync(string id, string name)
    {
        try
        {
            var waiting = stream.Ledger().Where(row => row.ExportId == id).Sum(row => row.Waiting);
            if (services.Ledger is { } ledger) await ledger.CloseAsync(stream, id).ConfigureAwait(false);
            else stream.DeleteCursor(id);
            EdgeLog.ExportRemoved(services.Logger, waiting > 0 ? LogLevel.Warning : LogLevel.Information, stream.Name, name, waiting);
            _isForgettingFailing = false;
            return true;
        }
        catch (Exception e) when (e is ShorelineException or IOException or ObjectDisposedException)
        {
            // Said once, not each second.
            if (!_isForgettingFailing) EdgeLog.ExportNotForgotten(services.Logger, stream.Name, name, e.Message);
            _isForgettingFailing = true;
            return false;
        }
    }

    private async Task SaveAsync(StreamExport export)
    {
        try
        {
            await export.SaveAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or StreamNotFoundException or ObjectDisposedException)
        {
            EdgeLog.CursorNotSaved(services.Logger, stream.Name, export.Spec.Name, e.Message);
        }
    }

    private static ExportReport Report(Running running) => running.Export?.View.Report() ?? new ExportReport
    {
        Id = running.Spec.Id,
        Name = running.Spec.Name,
        To = running.Spec.To.Word,
        Priority = running.Spec.Priority,
        Confirmed = -1,
        State = "unserved",
        Until = null,
        Error = ((ToNowhere)running.Spec.To).Reason,
    };
}

using Shoreline.Core;

namespace Shoreline.Edge.Exports;

/// <summary>A turn on the link.</summary>
/// <param name="LinkCameBack">Whether there was no connection meanwhile.</param>
internal readonly record struct Turn(SendTurn Send, bool LinkCameBack);

/// <summary>One export's way to its destination: it waits for turns on the link, and makes the attempts.</summary>
internal sealed class ExportLink(string stream, ExportSpec spec, ExportRoute route, ExportServices services, ExportProgress progress)
{
    /// <summary>Waits out the pause after a failure, for the link, and for a turn on it.</summary>
    public async Task<Turn> EnterAsync(TimeSpan pause, CancellationToken ending)
    {
        if (pause > TimeSpan.Zero)
        {
            progress.IsRetrying = true;
            await Task.Delay(pause, services.Time, ending).ConfigureAwait(false);
            progress.IsRetrying = false;
        }
        var wasDown = false;
        while (true)
        {
            wasDown |= !route.Destination.IsReachable;
            await route.Destination.WaitReachableAsync(ending).ConfigureAwait(false);
            if (route.Gate is { } gate) await gate.WaitAsync(ending).ConfigureAwait(false);
            var entering = route.Scheduler.EnterAsync(spec.Priority, ending);
            progress.IsQueued = true; // not before it stands in the queue
            var send = await entering.ConfigureAwait(false);
            progress.IsQueued = false;
            if (route.Gate?.MayTry ?? true) return new Turn(send, wasDown);
            send.Dispose(); // the link went down while it waited for its turn
        }
    }

    /// <returns>Null where the link went down while it waited for the budget: nothing was sent.</returns>
    public async Task<Delivery?> AttemptAsync(ExportBatch batch, SendTurn turn, CancellationToken ending)
    {
        IDisposable? attempt = null;
        try
        {
            await turn.SpendAsync(batch.PendingBytes, ending).ConfigureAwait(false);
            // Not before it is paid: who waits for a window must not keep others from trying the link.
            if (!(route.Gate?.TryEnter(out attempt) ?? true))
            {
                turn.Refund();
                return null;
            }
            var delivery = await route.Destination.DeliverAsync(batch, turn, ending).ConfigureAwait(false);
            progress.LastAttemptNs = services.Time.NowNs();
            if (delivery.Outcome != DeliveryOutcome.Unreachable)
            {
                route.Gate?.Up();
                return delivery;
            }
            turn.Refund();
            route.Gate?.Down(attempt);
            return delivery;
        }
        catch (Exception e) when (e is not OperationCanceledException || !ending.IsCancellationRequested)
        {
            // A fault of ours must not end the export: the records are kept and tried again.
            EdgeLog.AttemptBroke(services.Logger, e, stream, spec.Name);
            return Delivery.Failed($"{e.GetType().Name}: {e.Message}");
        }
        finally
        {
            turn.Dispose();
            attempt?.Dispose();
        }
    }
}

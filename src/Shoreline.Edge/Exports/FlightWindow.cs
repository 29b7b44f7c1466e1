namespace Shoreline.Edge.Exports;

/// <summary>A batch on its way.</summary>
internal sealed class Flight(ExportBatch batch)
{
    public ExportBatch Batch => batch;

    /// <summary>Null while it is not sent: after a failure.</summary>
    public Task<Delivery?>? Attempt { get; set; }

    /// <summary>How many pauses there were before the attempt.</summary>
    public int PausesBefore { get; set; }

    public bool WasAnswered { get; set; }
}

/// <summary>The batches of one export that are on their way, in the order of the stream. Not thread-safe.</summary>
internal sealed class FlightWindow(ExportLimits limits, FlightBound all)
{
    private readonly Queue<Flight> _flights = new();
    private long _bytes;

    public IEnumerable<Flight> Flights => _flights;

    /// <summary>Whether a further batch may be read: one always may.</summary>
    public bool HasRoom => _flights.Count == 0 || (_flights.Count < limits.WindowBatches && _bytes < limits.WindowBytes && all.HasRoom);

    public Flight? FirstUnsent => _flights.FirstOrDefault(f => f.Attempt is null && !f.WasAnswered);

    /// <summary>The oldest batch, if it is settled; what follows it waits for it.</summary>
    public Flight? OldestAnswered => _flights.TryPeek(out var oldest) && oldest.WasAnswered ? oldest : null;

    public Flight Add(ExportBatch batch)
    {
        var flight = new Flight(batch);
        _bytes += batch.Bytes;
        all.Add(batch.Bytes);
        _flights.Enqueue(flight);
        return flight;
    }

    /// <summary>Takes the oldest batch out and ends it.</summary>
    public void RemoveOldest()
    {
        var batch = _flights.Dequeue().Batch;
        _bytes -= batch.Bytes;
        all.Remove(batch.Bytes);
        batch.Dispose();
    }

    /// <summary>Takes all out, once no attempt needs its batch any more.</summary>
    public async Task EndAsync()
    {
        while (_flights.TryPeek(out var flight))
        {
            // Cancelled: it is sent again by the next start.
            if (flight.Attempt is { } attempt) await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            RemoveOldest();
        }
    }
}

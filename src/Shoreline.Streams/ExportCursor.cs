using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams;

/// <summary>How far one export of a stream has been confirmed by its destination. Thread-safe. File: docs/formats/cursor.md.</summary>
/// <remarks>Only forward. The stream owns it: do not dispose it.</remarks>
public sealed class ExportCursor
{
    private readonly Lock _saving = new();
    private readonly SegmentList _segments;
    private readonly SlotFile _file;
    private long _confirmed;
    private long _saved;

    internal ExportCursor(string exportId, SlotFile file, long confirmed, SegmentList segments)
    {
        (ExportId, _file, _confirmed, _saved, _segments) = (exportId, file, confirmed, confirmed, segments);
    }

    public string ExportId { get; internal set; }

    /// <summary>Highest sequence confirmed, −1 for none. It and all before it need not be sent again.</summary>
    public long Confirmed => Volatile.Read(ref _confirmed);

    /// <summary>Moves on to a sequence; one that is confirmed already changes nothing. Durable after the next <see cref="SaveAsync"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The stream has no such record yet.</exception>
    public void Confirm(long sequence)
    {
        var newest = _segments.NextSequence - 1;
        if (sequence > newest)
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence, $"Export '{ExportId}' cannot confirm beyond the newest record, {newest}.");
        for (var seen = Confirmed; seen < sequence;)
        {
            var before = Interlocked.CompareExchange(ref _confirmed, sequence, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    /// <summary>Flushes the position. Costs one write and one flush; call it once per acknowledgement or interval, not per record.</summary>
    /// <exception cref="IOException">It is not saved; what was saved before still is.</exception>
    public ValueTask SaveAsync(CancellationToken cancellationToken = default) =>
        Confirmed == Volatile.Read(ref _saved) ? ValueTask.CompletedTask : new ValueTask(Task.Run(Save, cancellationToken));

    internal void Save()
    {
        lock (_saving)
        {
            var confirmed = Confirmed;
            if (confirmed == _saved) return;
            _file.Save([confirmed]);
            Volatile.Write(ref _saved, confirmed);
        }
    }

    internal void Close()
    {
        lock (_saving) _file.Dispose();
    }
}

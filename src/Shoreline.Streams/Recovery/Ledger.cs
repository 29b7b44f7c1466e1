using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Recovery;

/// <summary>A stream's durable account of what it gave up or lost. File: docs/formats/cursor.md.</summary>
internal sealed class Ledger(IFileSystem files, string folder, Incarnation incarnation)
{
    private enum Value { EvictedThrough, Evicted, EvictedBeforeExport, Quarantined, QuarantinedBytes, CutTails, CutBytes, Missing, MissingThrough }

    private readonly Lock _gate = new();
    private readonly long[] _values = Initial();
    private SlotFile? _file;
    private bool _changed;

    /// <summary>Records up to this sequence were given up; −1 for none.</summary>
    public long EvictedThrough => Read(Value.EvictedThrough);

    public void Load()
    {
        if (!files.FileExists(Path.Combine(folder, FileNames.Ledger))) return;
        _file = Open(out _);
    }

    public void Evict(Segment evicted, long beforeExport)
    {
        lock (_gate)
        {
            if (evicted.NextSequence - 1 <= _values[(int)Value.EvictedThrough]) return; // a crash repeats the deletion, not the account
            _values[(int)Value.EvictedThrough] = evicted.NextSequence - 1;
            Add(Value.Evicted, evicted.RecordCount);
            Add(Value.EvictedBeforeExport, beforeExport);
        }
    }

    public void Quarantine(long records, long bytes)
    {
        lock (_gate)
        {
            Add(Value.Quarantined, records);
            Add(Value.QuarantinedBytes, bytes);
        }
    }

    public void CutTail(long bytes)
    {
        lock (_gate)
        {
            Add(Value.CutTails, 1);
            Add(Value.CutBytes, bytes);
        }
    }

    /// <summary>Accounts for a gap in the sequences, once.</summary>
    /// <returns>False where it was accounted for before.</returns>
    public bool Miss(long fromSequence, long toSequence)
    {
        lock (_gate)
        {
            var from = Math.Max(fromSequence, _values[(int)Value.MissingThrough]);
            if (toSequence <= from) return false;
            Add(Value.Missing, toSequence - from);
            _values[(int)Value.MissingThrough] = toSequence;
            return true;
        }
    }

    /// <summary>Flushes what changed. After a throw it is kept in memory, and tried again with the next save.</summary>
    public void Save()
    {
        lock (_gate)
        {
            if (!_changed) return;
            var isNew = _file is null;
            var values = (long[])_values.Clone();
            _file ??= Open(out _);
            values.CopyTo(_values, 0); // opening a file loads it, and this one may be left from a crash
            _file.Save(_values);
            if (isNew) files.SyncFolder(folder);
            _changed = false;
        }
    }

    public StreamCounters Fill(StreamCounters counters)
    {
        lock (_gate)
        {
            return counters with
            {
                Evicted = _values[(int)Value.Evicted],
                EvictedBeforeExport = _values[(int)Value.EvictedBeforeExport],
                Quarantined = _values[(int)Value.Quarantined],
                QuarantinedBytes = _values[(int)Value.QuarantinedBytes],
                CutTails = _values[(int)Value.CutTails],
                CutBytes = _values[(int)Value.CutBytes],
                Missing = _values[(int)Value.Missing],
            };
        }
    }

    public void Close() => _file?.Dispose();

    private static long[] Initial()
    {
        var values = new long[SlotFile.ValueCount];
        values[(int)Value.EvictedThrough] = -1;
        return values;
    }

    private SlotFile Open(out bool found) =>
        SlotFile.Open(files, Path.Combine(folder, FileNames.Ledger), incarnation, SlotFile.LedgerMagic, _values, out found);

    private long Read(Value value)
    {
        lock (_gate) return _values[(int)value];
    }

    private void Add(Value value, long amount)
    {
        _values[(int)value] += amount;
        _changed = true;
    }
}

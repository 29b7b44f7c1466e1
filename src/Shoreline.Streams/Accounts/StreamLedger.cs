using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Accounts;

/// <summary>
/// A stream's account: day by day and export by export, what was taken in, given up and lost. Only losses are counted; the rest follows
/// from where days begin, how far exports are and how far eviction is, so that no crash can put the parts out of step. Meaning:
/// docs/formats/ledger.md.
/// </summary>
/// <remarks>
/// <see cref="Gate"/> guards this account and the stream's cursors together: a row is computed from one moment of both. No file is touched
/// under it.
/// </remarks>
internal sealed class StreamLedger
{
    /// <summary>Days that are kept apart; what is older is folded into the oldest. By then it is in the lake.</summary>
    public const int MaxDays = 100;

    private const string Itself = "";

    private readonly Lock _saving = new(); // taken before the gate, never inside it
    private readonly LedgerFile _file;
    private readonly List<DayAccount> _days = []; // by day; first sequences rise too
    private readonly List<Damage> _damage = []; // of what is not evicted
    // Where it is, so that a reader who comes upon it again is quick.
    private readonly HashSet<(long SegmentFirst, long Offset)> _known = [];
    private IExportPositions _exports = NoExports.Instance;
    private LedgerTotals _totals = new();
    private bool _changed;

    public StreamLedger(IFileSystem files, string folder, Incarnation incarnation) => _file = new LedgerFile(files, folder, incarnation);

    public Lock Gate { get; } = new();

    /// <summary>Records up to this sequence were given up; −1 for none.</summary>
    public long EvictedThrough
    {
        get { lock (Gate) return _totals.EvictedThrough; }
    }

    /// <summary>The last sequence that is given up or counted as lost: it is never given out again. −1 for none.</summary>
    public long SettledThrough
    {
        get { lock (Gate) return _damage.Aggregate(_totals.EvictedThrough, (through, damage) => Math.Max(through, damage.Next - 1)); }
    }

    /// <summary>The last day that has begun; 0 for none.</summary>
    public int LastDay
    {
        get { lock (Gate) return _days is [.., var last] ? last.Day : 0; }
    }

    public void Attach(IExportPositions exports) => _exports = exports;

    /// <summary>Loads what was saved.</summary>
    /// <returns>False where there are files and none is sound: the account begins anew.</returns>
    public bool Load()
    {
        if (!_file.TryLoad(out var saved, out var isDamaged)) return !isDamaged;
        lock (Gate)
        {
            _totals = saved.Totals;
            _days.AddRange(saved.Days);
            foreach (var damage in saved.Damage) Know(damage);
        }
        return true;
    }

    /// <summary>Begins the day of an append, if it has not begun yet.</summary>
    /// <returns>Whether it began: the account should be saved then. Unsaved, the next start finds the day in the records.</returns>
    public bool BeginDay(long appendedAtNs, long sequence)
    {
        var day = DayAccount.DayOf(appendedAtNs);
        lock (Gate)
        {
            if (_days is [.., var last] && last.Day >= day) return false;
            Add(day, sequence);
            return true;
        }
    }

    /// <summary>Counts an append that was refused because the stream is full.</summary>
    public void Reject(long nowNs, long nextSequence)
    {
        lock (Gate)
        {
            BeginDay(nowNs, nextSequence);
            _days[^1].Rejected++;
            _changed = true;
        }
    }

    /// <summary>Counts records that the destination refused for good; they are among those confirmed.</summary>
    public void Refuse(string export, long sequence, long records)
    {
        lock (Gate)
        {
            if (_days.FindLast(day => day.FirstSequence <= sequence) is not { } day) return;
            day.LossesOf(export).Refused += records;
            _changed = true;
        }
    }

    /// <summary>Whether every export has confirmed all up to a sequence. True where nothing is exported.</summary>
    public bool IsConfirmed(long through)
    {
        lock (Gate) return _exports.Positions.All(export => export.Confirmed >= through);
    }

    /// <summary>Gives up everything up to a sequence. Save before the files go.</summary>
    public Eviction Evict(long through)
    {
        lock (Gate)
        {
            var first = _totals.EvictedThrough + 1;
            if (through < first) return new Eviction(0, []); // a crash repeats the deletion, not the account
            var exports = _exports.Positions;
            foreach (var export in exports) EvictFor(export.Key, Math.Max(first, Math.Max(export.Start, export.Confirmed + 1)), through);
            EvictFor(Itself, first, through);
            var unconfirmed = exports.Count == 0 ? through + 1 : exports.Min(export => export.Confirmed) + 1;
            var beforeExport = CountSound(Math.Max(first, unconfirmed), through);
            _totals = _totals with
            {
                EvictedThrough = through,
                Evicted = _totals.Evicted + CountSound(first, through),
                EvictedBeforeExport = _totals.EvictedBeforeExport + beforeExport,
            };
            var gone = _damage.FindAll(damage => damage.Next - 1 <= through);
            _damage.RemoveAll(damage => damage.Next - 1 <= through);
            foreach (var damage in gone) _known.Remove(damage.Place);
            _changed = true;
            return new Eviction(beforeExport, gone);
        }
    }

    /// <summary>Counts damage, once for each place and each sequence.</summary>
    /// <returns>False where all of it is known.</returns>
    public bool Quarantine(in Damage damage)
    {
        lock (Gate)
        {
            var isEvicted = damage.Next > damage.First && damage.Next - 1 <= _totals.EvictedThrough;
            if (isEvicted) return false; // a reader still holds the file
            var isKnown = !damage.IsGap && _known.Contains(damage.Place);
            var lost = Uncounted(damage.First, damage.Next);
            if (lost.Count == 0 && (damage.IsGap || isKnown)) return false;
            if (isKnown) Grow(damage); // what follows it was damaged since
            else if (!damage.IsGap) Know(damage.Holding(lost is [var piece, ..] ? piece : null));
            foreach (var range in isKnown || damage.IsGap ? lost : lost.Skip(1)) Know(Damage.Gap(range.First, range.Last + 1));
            foreach (var range in lost) Count(range);
            var records = lost.Sum(range => range.Count);
            _totals = damage.IsGap
                ? _totals with { Missing = _totals.Missing + records }
                : _totals with { Quarantined = _totals.Quarantined + records };
            if (!damage.IsGap && !isKnown) _totals = _totals with { QuarantinedBytes = _totals.QuarantinedBytes + damage.Bytes };
            _changed = true;
            return true;
        }
    }

    /// <summary>Whether the damage at a place is counted.</summary>
    public bool Knows(long segmentFirst, long offset)
    {
        lock (Gate) return _known.Contains((segmentFirst, offset));
    }

    /// <summary>Accounts for a gap in the sequences, once.</summary>
    /// <returns>False where there is none, or it was accounted for before.</returns>
    public bool Miss(long first, long next) => next > first && Quarantine(Damage.Gap(first, next));

    public void CutTail(long bytes)
    {
        lock (Gate)
        {
            _totals = _totals with { CutTails = _totals.CutTails + 1, CutBytes = _totals.CutBytes + bytes };
            _changed = true;
        }
    }

    /// <summary>Takes in an export that begins to answer for the stream: what is damaged already is lost to it.</summary>
    public void Begin(in ExportPosition export)
    {
        lock (Gate)
        {
            Forget(export.Key);
            foreach (var damage in _damage) QuarantineFor(export.Key, damage, export.Start);
        }
    }

    public void Forget(string export)
    {
        lock (Gate)
        {
            foreach (var day in _days) _changed |= day.Losses.Remove(export);
        }
    }

    /// <summary>
    /// Begins the accounts of exports anew that were moved right before the process ended: a loss before an export's start belongs to the
    /// account it had then.
    /// </summary>
    public void BeginMoved()
    {
        lock (Gate)
        {
            foreach (var export in _exports.Positions)
            {
                if (_days.Any(day => day.Losses.TryGetValue(export.Key, out var losses) && losses.First < export.Start)) Begin(export);
            }
        }
    }

    /// <summary>
    /// Puts the account in step with what was found on opening: relaxed streams may have lost their end. Damage whose bytes went with it
    /// stays counted, as a gap; its place will hold other records.
    /// </summary>
    public void EndAt(long nextSequence, IReadOnlyCollection<Segment> segments)
    {
        lock (Gate)
        {
            foreach (var day in _days.Where(day => day.FirstSequence > nextSequence)) day.FirstSequence = nextSequence;
            for (var i = _damage.Count - 1; i >= 0; i--)
            {
                var damage = _damage[i];
                if (damage.IsGap || segments.Any(segment => Holds(segment, damage))) continue;
                _known.Remove(damage.Place);
                _damage.RemoveAt(i);
                if (damage.Next > damage.First) _damage.Insert(i, Damage.Gap(damage.First, damage.Next));
                _changed = true;
            }
        }
    }

    public IReadOnlyList<LedgerRow> Rows(Func<long> nextSequence)
    {
        lock (Gate)
        {
            var next = nextSequence(); // inside: rows are of one moment
            var exports = _exports.Positions;
            if (exports.Count == 0) exports = [new ExportPosition(Itself, Itself, 0, -1)];
            var rows = new List<LedgerRow>(_days.Count * exports.Count);
            for (var i = 0; i < _days.Count; i++)
            {
                var dayNext = i + 1 < _days.Count ? _days[i + 1].FirstSequence : Math.Max(next, _days[i].FirstSequence);
                foreach (var export in exports) rows.Add(Row(_days[i], dayNext, export));
            }
            return rows;
        }
    }

    public StreamCounters Fill(StreamCounters counters)
    {
        lock (Gate)
        {
            return counters with
            {
                Evicted = _totals.Evicted,
                EvictedBeforeExport = _totals.EvictedBeforeExport,
                Quarantined = _totals.Quarantined,
                QuarantinedBytes = _totals.QuarantinedBytes,
                CutTails = _totals.CutTails,
                CutBytes = _totals.CutBytes,
                Missing = _totals.Missing,
            };
        }
    }

    /// <summary>Flushes what changed. After a throw it is kept in memory, and tried again with the next save.</summary>
    public void Save()
    {
        lock (_saving)
        {
            byte[] content;
            lock (Gate)
            {
                if (!_changed) return;
                content = LedgerFile.Encode(_totals, _days, _damage);
                _changed = false;
            }
            try
            {
                _file.Save(content);
            }
            catch
            {
                lock (Gate) _changed = true;
                throw;
            }
        }
    }

    private LedgerRow Row(DayAccount day, long dayNext, in ExportPosition export)
    {
        var first = Math.Clamp(export.Start, day.FirstSequence, dayNext);
        var settled = Math.Max(export.Confirmed, _totals.EvictedThrough);
        var waiting = CountSound(Math.Max(first, settled + 1), dayNext - 1);
        var losses = day.Losses.GetValueOrDefault(export.Key) ?? new Losses();
        return new LedgerRow
        {
            Day = DateOnly.FromDayNumber(day.Day),
            ExportId = export.ExportId,
            FirstSequence = first,
            NextSequence = dayNext,
            Confirmed = dayNext - first - waiting - losses.Evicted - losses.Quarantined,
            Refused = losses.Refused,
            Waiting = waiting,
            Evicted = losses.Evicted,
            EvictedRange = losses.EvictedRange,
            Quarantined = losses.Quarantined,
            QuarantinedRange = losses.QuarantinedRange,
            Rejected = day.Rejected,
        };
    }

    /// <summary>The parts of a range of sequences that are not counted as lost yet.</summary>
    private List<SequenceRange> Uncounted(long first, long next)
    {
        var parts = new List<SequenceRange>();
        foreach (var known in _damage.Where(known => known.First < next && known.Next > first).OrderBy(known => known.First))
        {
            if (known.First > first) parts.Add(new SequenceRange(first, known.First - 1));
            first = Math.Max(first, known.Next);
        }
        if (first < next) parts.Add(new SequenceRange(first, next - 1));
        return parts;
    }

    private void Count(SequenceRange range)
    {
        if (_days is [var oldest, ..] && oldest.FirstSequence > range.First) oldest.FirstSequence = range.First; // an account begun anew
        var damage = Damage.Gap(range.First, range.Last + 1);
        foreach (var export in _exports.Positions) QuarantineFor(export.Key, damage, Math.Max(export.Start, export.Confirmed + 1));
        QuarantineFor(Itself, damage, 0);
    }

    private void Grow(in Damage damage)
    {
        var place = damage.Place;
        var i = _damage.FindIndex(known => !known.IsGap && known.Place == place);
        var more = Math.Max(0, damage.Bytes - _damage[i].Bytes);
        _damage[i] = _damage[i] with { Bytes = _damage[i].Bytes + more };
        _totals = _totals with { QuarantinedBytes = _totals.QuarantinedBytes + more };
    }

    private void Know(in Damage damage)
    {
        _damage.Add(damage);
        if (!damage.IsGap) _known.Add(damage.Place);
    }

    private void Add(int day, long sequence)
    {
        _days.Add(new DayAccount(day, sequence));
        if (_days.Count > MaxDays)
        {
            _days[0].Absorb(_days[1]);
            _days.RemoveAt(1);
        }
        _changed = true;
    }

    private static bool Holds(Segment segment, in Damage damage) =>
        segment.FirstSequence == damage.SegmentFirst && damage.Offset < segment.CommittedEnd;

    private void EvictFor(string export, long first, long last)
    {
        foreach (var (day, range) in ByDay(first, last)) day.LossesOf(export).Evict(range, CountSound(range.First, range.Last));
    }

    private void QuarantineFor(string export, in Damage damage, long from)
    {
        if (damage.Within(from, long.MaxValue) is not { } lost) return;
        foreach (var (day, range) in ByDay(lost.First, lost.Last)) day.LossesOf(export).Quarantine(range);
        _changed = true;
    }

    private IEnumerable<(DayAccount Day, SequenceRange Range)> ByDay(long first, long last)
    {
        for (var i = 0; i < _days.Count; i++)
        {
            var from = i == 0 ? first : Math.Max(first, _days[i].FirstSequence); // what is older than the account belongs to its first day
            var to = i + 1 < _days.Count ? Math.Min(last, _days[i + 1].FirstSequence - 1) : last;
            if (from <= to) yield return (_days[i], new SequenceRange(from, to));
        }
    }

    /// <summary>Sequences from <paramref name="first"/> to <paramref name="last"/> that are not known to be damaged.</summary>
    private long CountSound(long first, long last)
    {
        if (first > last) return 0;
        var count = last - first + 1;
        foreach (var damage in _damage) count -= damage.Within(first, last)?.Count ?? 0;
        return count;
    }

    private sealed class NoExports : IExportPositions
    {
        public static NoExports Instance { get; } = new();

        public IReadOnlyList<ExportPosition> Positions => [];
    }
}

/// <summary>What went with an eviction.</summary>
/// <param name="BeforeExport">Records that some export had not confirmed.</param>
/// <param name="Damage">Damage that went with the records around it: its copies may go too.</param>
internal readonly record struct Eviction(long BeforeExport, IReadOnlyList<Damage> Damage);

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>What one stream must hold, from what its users were told. A value: each step makes a new one, so what held at any call is kept by keeping the reference.</summary>
internal sealed record StreamModel(StreamDefinition Definition, string Incarnation)
{
    /// <summary>Acknowledged, or seen after a recovery, and not seen to be evicted.</summary>
    public ImmutableSortedDictionary<long, string> Records { get; init; } = ImmutableSortedDictionary<long, string>.Empty;

    /// <summary>Appended, and the answer was no or did not come: each may turn up after a stop, once.</summary>
    public ImmutableHashSet<string> Unanswered { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>The highest sequence given out.</summary>
    public long Newest { get; init; } = -1;

    /// <summary>Calls of the file system fail, so an eviction may stop half-way: which of its parts the account has then is not for the model to know.</summary>
    public bool DiskMayFail { get; init; }

    /// <summary>Nothing before this comes back.</summary>
    public long Oldest { get; init; }

    /// <summary>A power cut takes nothing up to this sequence: in relaxed streams it is behind the newest.</summary>
    public long FlushedThrough { get; init; } = -1;

    /// <summary>Acknowledged by a relaxed stream before a flush failed: a power cut may take them, and the stream has said so.</summary>
    public ImmutableHashSet<long> AtRisk { get; init; } = [];

    /// <summary>What the stream said of it so far.</summary>
    public long BytesAtRisk { get; init; }

    /// <summary>All payloads ever given to it, acknowledged or not.</summary>
    public ImmutableHashSet<string> Given { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>Room taken by what a power cut damaged.</summary>
    public long DamagedBytes { get; init; }

    /// <summary>Definitions that an update was to put in force, and no answer came or a bad one: each may be in force after a stop.</summary>
    public ImmutableList<StreamDefinition> Proposed { get; init; } = [];

    /// <summary>The export's position as it was saved last; null where there may be no export.</summary>
    public CursorState? SavedCursor { get; init; }

    /// <summary>The export's position.</summary>
    public CursorState? Cursor { get; init; }

    /// <summary>The export was to be made, forgotten or moved, and no answer came or a bad one: which position it has after a stop is not for the model to know.</summary>
    public bool CursorIsUncertain { get; init; }

    /// <summary>Up to this sequence a former definition let records go: an eviction by it that the disk refused half-way is ended all the same.</summary>
    public long LosableThrough { get; init; } = -1;

    /// <summary>Bytes at the last start: what was refused and turned up counts, and may take a stream beyond its size.</summary>
    public long BytesAtStart { get; init; }

    /// <summary>Records that were evicted before the export confirmed them.</summary>
    public long EvictedUnconfirmed { get; init; }

    private bool IsRelaxed => Definition.Flush == FlushMode.Relaxed;

    public StreamModel Append(IReadOnlyCollection<string> payloads) => this with { Unanswered = Unanswered.Union(payloads), Given = Given.Union(payloads) };

    /// <summary>Another definition is in force.</summary>
    public StreamModel Update(StreamDefinition definition) =>
        this with { LosableThrough = MayLoseAny ? Newest : LosableThrough, Definition = definition, Proposed = [] };

    /// <summary>The window of a relaxed stream has passed.</summary>
    public StreamModel Flush(DurableStream stream)
    {
        var after = SeeRisk(stream);
        return after == this ? this with { FlushedThrough = Newest } : after;
    }

    /// <summary>Where a flush has failed since the last look, the stream has counted what that puts at risk.</summary>
    private StreamModel SeeRisk(DurableStream stream) => stream.Counters.BytesAtRisk == BytesAtRisk
        ? this
        : this with { BytesAtRisk = stream.Counters.BytesAtRisk, AtRisk = AtRisk.Union(Records.Keys.Where(sequence => sequence > FlushedThrough)) };

    /// <summary>The writer was told that its record is stored, or sees that readers are shown it.</summary>
    public StreamModel Acknowledge(long sequence, string payload)
    {
        if (sequence <= Newest) Fail($"sequence {sequence} was given out again, after {Newest}");
        return this with
        {
            Records = Records.Add(sequence, payload),
            Unanswered = Unanswered.Remove(payload),
            Newest = sequence,
            FlushedThrough = IsRelaxed ? FlushedThrough : sequence,
        };
    }

    /// <summary>The export was made, or moved: its account begins there.</summary>
    public StreamModel BeginExport(ExportCursor cursor)
    {
        var state = CursorState.Of(cursor);
        return this with { Cursor = state, SavedCursor = state, CursorIsUncertain = false, EvictedUnconfirmed = 0 };
    }

    /// <summary>Compares with a stream that runs, between two operations.</summary>
    public StreamModel Observe(DurableStream stream)
    {
        if (stream.NewestSequence != Newest) Fail($"the newest is {stream.NewestSequence}, and {Newest} was acknowledged");
        var evicted = SeeRisk(stream).Evicted(stream, []);
        evicted.CheckBalance(stream);
        return evicted;
    }

    /// <summary>Compares with what a stream holds after its disk damaged what it was given, or lied about it: nothing may be invented, out of order or there twice.</summary>
    /// <param name="lost">How many acknowledged records are not there, evicted ones aside.</param>
    public StreamModel CheckDamaged(DurableStream stream, out int lost)
    {
        var found = stream.ReadAll();
        if (found.Zip(found.Skip(1)).Any(pair => pair.First.Sequence >= pair.Second.Sequence)) Fail("it is not in order");
        if (found.Select(record => record.Payload).Distinct().Count() != found.Count) Fail("a record is there twice");
        if (found.FindIndex(record => !Given.Contains(record.Payload)) is >= 0 and var invented) Fail($"record {found[invented].Sequence}, '{found[invented].Payload}', was never appended");
        if (found.Count > 0 && found[^1].Sequence > stream.NewestSequence) Fail("a record is beyond the newest");
        var cursor = stream.OpenCursor("cloud").Confirmed;
        if (cursor > stream.NewestSequence) Fail($"the cursor, {cursor}, is beyond the newest record, {stream.NewestSequence}");
        lost = Records.Keys.Where(sequence => sequence >= stream.OldestSequence && sequence <= FlushedThrough && !AtRisk.Contains(sequence)).Except(found.Select(record => record.Sequence)).Count();
        return this with
        {
            Definition = stream.Definition,
            Records = found.ToImmutableSortedDictionary(record => record.Sequence, record => record.Payload),
            Unanswered = ImmutableHashSet<string>.Empty,
            Newest = stream.NewestSequence,
            Oldest = stream.OldestSequence,
            FlushedThrough = stream.NewestSequence,
            SavedCursor = null,
            Cursor = null,
        };
    }

    /// <summary>Compares with what a recovered stream holds.</summary>
    /// <returns>The model to go on with: what is there is there, what is not must not turn up later.</returns>
    public StreamModel Check(DurableStream stream, Stop stop)
    {
        var found = stream.ReadAll();
        if (stream.Incarnation != Incarnation) Fail($"it is another one: {stream.Incarnation}, and was {Incarnation}");
        if (!Definitions.Contains(stream.Definition)) Fail($"its definition is {stream.Definition}");
        CheckRecords(stream, found, stop);
        var evicted = Evicted(stream, found);
        var cursor = CheckCursor(stream);
        evicted.CheckLedger(stream, found, cursor);
        return evicted with
        {
            Definition = stream.Definition,
            Proposed = [],
            LosableThrough = -1, // a start ends what was begun
            BytesAtStart = stream.TotalBytes,
            BytesAtRisk = 0,
            Records = found.ToImmutableSortedDictionary(record => record.Sequence, record => record.Payload),
            Unanswered = ImmutableHashSet<string>.Empty,
            AtRisk = AtRisk.Union(found.Select(record => record.Sequence).Where(sequence => !Records.ContainsKey(sequence))), // a device that failed to flush them may not have them
            Newest = stream.NewestSequence,
            FlushedThrough = stream.NewestSequence, // recovery flushes what it shows
            DamagedBytes = stream.TotalBytes - Bytes(found.Select(record => record.Payload)),
            SavedCursor = cursor,
            Cursor = cursor,
            CursorIsUncertain = false,
            EvictedUnconfirmed = EvictedOf(stream),
        };
    }

    private void CheckRecords(DurableStream stream, List<(long Sequence, string Payload)> found, Stop stop)
    {
        var unanswered = Unanswered;
        var (next, known) = (stream.OldestSequence, 0);
        foreach (var (sequence, payload) in found)
        {
            if (sequence < next) Fail($"record {sequence} comes after {next - 1}");
            if (sequence > next && !IsRelaxed) Fail($"records {next} to {sequence - 1} are missing");
            next = sequence + 1;
            if (Records.TryGetValue(sequence, out var acknowledged))
            {
                known++;
                if (payload != acknowledged) Fail($"record {sequence} is '{payload}', and '{acknowledged}' was acknowledged");
            }
            else if (!unanswered.Contains(payload))
            {
                Fail($"record {sequence}, '{payload}', was never appended, or is there twice");
            }
            unanswered = unanswered.Remove(payload);
        }
        if (next != stream.NewestSequence + 1 && !IsRelaxed) Fail($"the records end with {next - 1}, the newest is {stream.NewestSequence}");
        var safe = stop == Stop.PowerCut ? FlushedThrough : Newest;
        foreach (var (sequence, payload) in known == Records.Count ? [] : Records.SkipWhile(record => record.Key < stream.OldestSequence))
        {
            if (sequence <= safe && !(stop == Stop.PowerCut && AtRisk.Contains(sequence)) && !found.Contains((sequence, payload))) Fail($"record {sequence}, acknowledged, is not there");
        }
        var returned = DiskMayFail ? Bytes(found.Where(record => !Records.ContainsKey(record.Sequence)).Select(record => record.Payload)) : 0;
        var most = Math.Max(BytesAtStart, Definitions.Max(definition => definition.MaxBytes));
        if (stream.TotalBytes > most + returned) Fail($"{stream.TotalBytes} bytes, {most} allowed, and {returned} were refused before");
    }

    private CursorState CheckCursor(DurableStream stream)
    {
        var cursor = CursorState.Of(stream.OpenCursor(CursorState.ExportId));
        if (cursor.Confirmed > stream.NewestSequence) Fail($"the cursor, {cursor.Confirmed}, is beyond the newest record, {stream.NewestSequence}");
        if (CursorIsUncertain) return cursor;
        if (cursor.Start > stream.OldestSequence && Cursor is null) Fail($"the export begins at {cursor.Start}, behind the oldest record, {stream.OldestSequence}");
        if (SavedCursor is { } saved && (cursor.Confirmed < saved.Confirmed || (cursor.Confirmed == saved.Confirmed && cursor != saved))) Fail($"the cursor is {cursor}: {saved} was saved");
        if (Cursor is { } last && (cursor.Confirmed > last.Confirmed || (cursor.Confirmed == last.Confirmed && cursor != last))) Fail($"the cursor is {cursor}: {last} was confirmed");
        return cursor;
    }

    /// <summary>The account must say what the model knows without it.</summary>
    private void CheckLedger(DurableStream stream, List<(long Sequence, string Payload)> found, CursorState cursor)
    {
        CheckBalance(stream);
        var rows = stream.Ledger().Where(row => row.ExportId == CursorState.ExportId).ToList();
        var waiting = found.Count(record => record.Sequence > cursor.Confirmed && record.Sequence >= cursor.Start);
        if (rows.Sum(row => row.Waiting) != waiting) Fail($"{rows.Sum(row => row.Waiting)} wait by the ledger, and {waiting} do");
        if (rows.Sum(row => row.Appended) != stream.NewestSequence + 1 - cursor.Start && found.Count > 0) Fail($"{rows.Sum(row => row.Appended)} were appended by the ledger since {cursor.Start}, the newest is {stream.NewestSequence}");
        if (IsRelaxed) return; // what a power cut took from it is quarantined or missing: the balance holds, the parts depend on the sectors that arrived
        if (rows.Sum(row => row.Quarantined) != 0) Fail($"{rows.Sum(row => row.Quarantined)} are quarantined by the ledger, and nothing is damaged");
        if (stream.Counters.Evicted != stream.OldestSequence) Fail($"{stream.Counters.Evicted} were evicted by the counters, and the oldest is {stream.OldestSequence}");
        var evicted = rows.Sum(row => row.Evicted);
        if (Cursor is null || CursorIsUncertain || evicted == EvictedUnconfirmed) return;
        // An eviction that the disk refused half-way stays in the account, also where the export confirms the records before it is done.
        if (!DiskMayFail || evicted < EvictedUnconfirmed || evicted > Math.Max(0, stream.OldestSequence - cursor.Start))
            Fail($"{evicted} were evicted by the ledger before they were confirmed, and {EvictedUnconfirmed} were");
    }

    /// <summary>Appended = confirmed + waiting + evicted + quarantined, none below zero, days in order and without gaps.</summary>
    private void CheckBalance(DurableStream stream)
    {
        foreach (var rows in stream.Ledger().GroupBy(row => row.ExportId))
        {
            LedgerRow? before = null;
            foreach (var row in rows)
            {
                if (row.Appended != row.Confirmed + row.Waiting + row.Evicted + row.Quarantined) Fail($"the ledger does not balance: {row}");
                if (row.Confirmed < 0 || row.Waiting < 0 || row.Evicted < 0 || row.Quarantined < 0 || row.Appended < 0) Fail($"the ledger counts below zero: {row}");
                if (row.ExportId.Length == 0 && row.Confirmed != 0) Fail($"the ledger has records confirmed by nobody: {row}");
                if (before is not null && (before.Day >= row.Day || before.NextSequence > row.FirstSequence)) Fail($"the ledger's days overlap: {before}, {row}");
                before = row;
            }
        }
    }

    private static long EvictedOf(DurableStream stream) => stream.Ledger().Where(row => row.ExportId == CursorState.ExportId).Sum(row => row.Evicted);

    /// <summary>Records may go only where they must: with the oldest segment back, the stream would be larger than it may be. Or where their time is over, and they are exported or need not be.</summary>
    private StreamModel Evicted(DurableStream stream, List<(long Sequence, string Payload)> found)
    {
        var oldest = stream.OldestSequence;
        if (oldest < Oldest && !LosesUnflushed) Fail($"{Oldest} was evicted, and is back: the oldest is {oldest}");
        if (oldest == Oldest) return this;
        if (DiskMayFail ? !MayLoseAny && oldest - 1 > LosableThrough : !HadToGo(stream, found, oldest) && !MayExpire(oldest)) Fail($"evicted up to {oldest}, and neither size nor age asks for it");
        var unconfirmed = Cursor is { } cursor ? Math.Max(0, oldest - Math.Max(Oldest, Math.Max(cursor.Start, cursor.Confirmed + 1))) : 0;
        return this with
        {
            Oldest = oldest,
            Records = Records.RemoveRange(Records.Keys.TakeWhile(sequence => sequence < oldest)),
            EvictedUnconfirmed = EvictedUnconfirmed + unconfirmed,
        };
    }

    private bool HadToGo(DurableStream stream, List<(long Sequence, string Payload)> found, long oldest)
    {
        var kept = Bytes(Records.Where(record => record.Key >= oldest).Select(record => record.Value).Union(found.Select(record => record.Payload)).Union(Unanswered));
        kept = Math.Max(kept, stream.TotalBytes) + DamagedBytes;
        // What a relaxed stream confirmed or put at risk, and lost in a power cut before it was flushed, is missing; it is not given out again.
        var lostUnflushed = IsRelaxed && stream.Counters.Missing > 0
            && (oldest <= Cursor?.Confirmed + 1 || Records.Keys.Where(sequence => sequence < oldest).All(sequence => sequence > FlushedThrough || AtRisk.Contains(sequence)));
        return lostUnflushed
            || Definitions.Any(definition => definition.OnFull == OnFull.OverwriteOldest && kept + definition.SegmentBytes > definition.MaxBytes);
    }

    private bool MayExpire(long oldest) => Definitions.Any(
        definition => definition.TimeToLive is not null && (definition.ExpiresUnexported || Cursor is not { } cursor || cursor.Confirmed >= oldest - 1));

    private bool MayLoseAny => IsRelaxed || Definitions.Any(definition => definition.OnFull == OnFull.OverwriteOldest || definition.TimeToLive is not null);

    /// <summary>A relaxed stream on a disk whose flushes fail: what is lost at its end or beginning was at risk.</summary>
    private bool LosesUnflushed => IsRelaxed && DiskMayFail;

    private IEnumerable<StreamDefinition> Definitions => Proposed.Add(Definition);

    private static long Bytes(IEnumerable<string> payloads) => payloads.Sum(payload => (long)StreamLimits.RecordOverheadBytes + payload.Length);

    [DoesNotReturn]
    private void Fail(string what) => Assert.Fail($"Stream '{Definition.Name}': {what}.");
}

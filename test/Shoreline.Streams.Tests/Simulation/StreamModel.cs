namespace Shoreline.Streams.Tests.Simulation;

/// <summary>What one stream must hold, from what its writers were told.</summary>
internal sealed class StreamModel(StreamDefinition definition, string incarnation)
{
    private readonly SortedDictionary<long, string> _records = []; // acknowledged, or seen after a recovery
    private readonly HashSet<string> _unanswered = new(StringComparer.Ordinal); // appended, but the machine stopped before the answer

    public StreamDefinition Definition { get; } = definition;

    public string Incarnation { get; } = incarnation;

    public long Acknowledged { get; private set; } = -1;

    public long SavedCursor { get; set; } = -1;

    public long ConfirmedCursor { get; set; } = -1;

    private bool IsRelaxed => Definition.Flush == FlushMode.Relaxed;

    public void Acknowledge(long sequence, string payload)
    {
        Assert.True(sequence > Acknowledged, $"{Definition.Name}: sequence {sequence} was given out again, after {Acknowledged}");
        _records.Add(sequence, payload);
        Acknowledged = sequence;
    }

    public void LeaveUnanswered(string payload) => _unanswered.Add(payload);

    /// <summary>Compares with what a recovered stream holds, and takes over what it holds beyond.</summary>
    public void Check(DurableStream stream, bool powerWasCut)
    {
        var name = Definition.Name;
        Assert.Equal(Incarnation, stream.Incarnation);
        var found = stream.ReadAll();
        var sequences = found.Select(record => record.Sequence).ToList();
        Assert.Equal(sequences.Distinct().Order(), sequences);
        if (!IsRelaxed) Assert.Equal(sequences.Select((_, i) => stream.OldestSequence + i), sequences); // without gaps
        if (Definition.OnFull == OnFull.Reject) Assert.Equal(0, stream.OldestSequence);
        Assert.True(stream.TotalBytes <= Definition.MaxBytes, $"{name}: {stream.TotalBytes} bytes");

        var mayLose = IsRelaxed && powerWasCut; // since the last flush, in no order
        if (!mayLose) Assert.Empty(_records.Keys.Where(sequence => sequence >= stream.OldestSequence).Except(sequences));
        foreach (var (sequence, payload) in found)
        {
            if (_records.TryGetValue(sequence, out var known)) Assert.Equal(known, payload);
            else Assert.True(_unanswered.Remove(payload), $"{name}: record {sequence}, '{payload}', was never appended, or twice");
        }

        var cursor = stream.OpenCursor("cloud").Confirmed;
        Assert.InRange(cursor, SavedCursor, ConfirmedCursor);
        Assert.True(cursor <= stream.NewestSequence, $"{name}: cursor {cursor} beyond {stream.NewestSequence}");
        _records.Clear();
        foreach (var (sequence, payload) in found) _records[sequence] = payload;
        (Acknowledged, SavedCursor, ConfirmedCursor) = (stream.NewestSequence, cursor, cursor);
        _unanswered.Clear(); // what is not there now must not appear later
    }
}

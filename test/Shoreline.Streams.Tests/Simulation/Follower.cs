using System.Text;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>A reader that goes on where it was, as an export does, also after a read failed.</summary>
internal sealed class Follower(DurableStream stream) : IDisposable
{
    private readonly RecordBatch _batch = new(); // kept from read to read: its place in the file is what is tried here
    private long _next;
    private long _lastAppendNs;

    /// <exception cref="IOException">The disk refused to read.</exception>
    public void ReadOn(StreamModel model, bool canLose)
    {
        while (stream.Read(_next, 20, 1 << 14, _batch) > 0)
        {
            foreach (var record in _batch)
            {
                Take(model, record, canLose);
                _next = record.Sequence + 1;
            }
        }
        if (!canLose) Skip(model, model.Newest + 1);
    }

    public void Dispose() => _batch.Dispose();

    private void Take(StreamModel model, StreamRecord record, bool canLose)
    {
        var payload = Encoding.UTF8.GetString(record.Payload.Span);
        Assert.True(record.AppendedAtNs >= _lastAppendNs, $"record {record.Sequence} of {stream.Name} is older than the one before");
        _lastAppendNs = record.AppendedAtNs;
        if (!canLose) Skip(model, record.Sequence);
        if (!model.Records.TryGetValue(record.Sequence, out var known)) Assert.Fail($"record {record.Sequence} of {stream.Name} is shown, and was not acknowledged");
        Assert.Equal(known, payload);
    }

    /// <summary>What a reader does not get must have been evicted, or must not be known to the model either.</summary>
    private void Skip(StreamModel model, long to)
    {
        for (var sequence = Math.Max(_next, stream.OldestSequence); sequence < to; sequence++)
            Assert.False(model.Records.ContainsKey(sequence), $"record {sequence} of {stream.Name} was acknowledged, and a reader did not get it");
    }
}

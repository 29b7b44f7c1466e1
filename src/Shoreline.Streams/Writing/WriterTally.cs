namespace Shoreline.Streams.Writing;

/// <summary>What a writer has done since the store was opened. Changed by the turn that runs; read at any time.</summary>
internal sealed class WriterTally
{
    private long _appended;
    private long _appendedBytes;
    private long _batches;
    private long _failedWrites;
    private long _bytesAtRisk;

    public void AddBatch() => Volatile.Write(ref _batches, _batches + 1);

    public void AddRecords(long count, long payloadBytes)
    {
        Volatile.Write(ref _appended, _appended + count);
        Volatile.Write(ref _appendedBytes, _appendedBytes + payloadBytes);
    }

    public void AddFailure() => Volatile.Write(ref _failedWrites, _failedWrites + 1);

    public void AddAtRisk(long bytes) => Volatile.Write(ref _bytesAtRisk, _bytesAtRisk + bytes);

    public StreamCounters ToCounters(long rejected) => new()
    {
        Appended = Volatile.Read(ref _appended),
        AppendedBytes = Volatile.Read(ref _appendedBytes),
        Batches = Volatile.Read(ref _batches),
        Rejected = rejected,
        FailedWrites = Volatile.Read(ref _failedWrites),
        BytesAtRisk = Volatile.Read(ref _bytesAtRisk),
    };
}

namespace Shoreline.Cloud.Ingest;

/// <summary>Which records of one stream incarnation are durable in the bucket, and which are on their way to it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LandedStream
{
    private readonly Lock _lock = new();
    private readonly SequenceSet _landed = new();
    private readonly SequenceSet _claimed = new(); // landed, or in a commit that is being gathered or written

    public LandedStream(StreamKey key, IEnumerable<SequenceRange> landed)
    {
        Key = key;
        foreach (var range in landed)
        {
            _landed.Add(range);
            _claimed.Add(range);
        }
    }

    public StreamKey Key { get; }

    /// <summary>How many of its records are in the raw table.</summary>
    public long LandedCount
    {
        get { lock (_lock) return _landed.Count; }
    }

    /// <summary>Nothing of it is on its way, so it may be forgotten and read from the table again.</summary>
    public bool IsIdle
    {
        get { lock (_lock) return _landed.Count == _claimed.Count; }
    }

    /// <summary>Divides what a sender offers. The fresh part is the caller's to commit from now on: nobody else is given it.</summary>
    /// <returns>Fresh: never seen. Landed: durable already, to be acknowledged again. The rest is on its way and is acknowledged with its
    /// commit.</returns>
    public Claim Take(SequenceRange offered)
    {
        lock (_lock)
        {
            var claim = new Claim([.. _claimed.Missing(offered)], [.. _landed.Present(offered)]);
            foreach (var range in claim.Fresh) _claimed.Add(range);
            return claim;
        }
    }

    /// <summary>Gives back what was taken and will not be committed.</summary>
    public void Release(SequenceRange range)
    {
        lock (_lock) _claimed.Remove(range);
    }

    public void Committed(SequenceRange range)
    {
        lock (_lock) _landed.Add(range);
    }
}

/// <summary>How <see cref="LandedStream.Take"/> divides a range.</summary>
internal readonly record struct Claim(IReadOnlyList<SequenceRange> Fresh, IReadOnlyList<SequenceRange> Landed);

using System.Collections.Concurrent;
using Shoreline.Streams.Writing;

namespace Shoreline.Streams.Tests.Simulation;

/// <summary>Writers that take their turns on the thread that appends, so that a run repeats.</summary>
internal sealed class InlineWriters : IWriterPool
{
    private const int StagingBytes = 1 << 20;

    private static readonly ConcurrentBag<byte[]> Buffers = [];

    private readonly Queue<IWriterWork> _held = new();
    private bool _isHolding;

    public void Enqueue(IWriterWork work)
    {
        if (_isHolding) _held.Enqueue(work);
        else Run(work);
    }

    /// <summary>Lets appends gather, as they do while a disk is busy.</summary>
    public void Hold() => _isHolding = true;

    /// <summary>Gives those that gathered their turns, in the order in which they came.</summary>
    public void Release()
    {
        _isHolding = false;
        while (_held.TryDequeue(out var work)) Run(work);
    }

    private static void Run(IWriterWork work)
    {
        if (!Buffers.TryTake(out var staging)) staging = GC.AllocateUninitializedArray<byte>(StagingBytes);
        while (work.Run(staging)) { /* until it has no more to do */ }
        Buffers.Add(staging);
    }
}

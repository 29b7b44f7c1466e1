namespace Shoreline.Streams.Tests.Simulation;

/// <summary>A file's bytes as the operating system has them, as the device has them, and the changes between the two.</summary>
/// <remarks>Arrays are replaced, never written into, so that a fork shares them.</remarks>
internal sealed class SimulatedFile
{
    private const int SectorBytes = 512;

    /// <summary>A write, or a cut where <c>Bytes</c> is null.</summary>
    private readonly record struct Change(long Offset, byte[]? Bytes);

    private readonly List<Change> _pending = [];
    private byte[] _durable = [];

    public byte[] Content { get; private set; } = [];

    public bool HasPending => _pending.Count > 0;

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var change = new Change(offset, bytes.ToArray());
        _pending.Add(change);
        Content = Apply(Content, change);
    }

    public void Truncate(long length)
    {
        var change = new Change(length, null);
        _pending.Add(change);
        Content = Apply(Content, change);
    }

    public void Flush()
    {
        foreach (var change in _pending) _durable = Apply(_durable, change); // and not the content: what was forgotten stays forgotten
        _pending.Clear();
    }

    /// <summary>What a kernel does after an error of the device: the pages count as clean, and the device never saw them.</summary>
    public void ForgetPending() => _pending.Clear();

    public void Flip(long bit)
    {
        Content = Flipped(Content, bit);
        if (bit / 8 < _durable.Length) _durable = Flipped(_durable, bit);
    }

    public SimulatedFile Fork()
    {
        var fork = new SimulatedFile { Content = Content, _durable = _durable };
        fork._pending.AddRange(_pending);
        return fork;
    }

    /// <summary>The file as it is after a power cut: what was flushed, and of the rest whatever the device happened to have written.</summary>
    public SimulatedFile AfterPowerCut(Random random)
    {
        var bytes = _durable;
        var inOrder = random.Next(2) == 0;
        var kept = inOrder ? random.Next(_pending.Count + 1) : _pending.Count;
        foreach (var change in _pending.Take(kept)) bytes = Apply(bytes, inOrder ? change : Scatter(change, bytes, random));
        if (inOrder && kept < _pending.Count && _pending[kept].Bytes is { } next)
            bytes = Apply(bytes, _pending[kept] with { Bytes = next[..random.Next(next.Length + 1)] }); // torn within a write
        return new SimulatedFile { Content = bytes, _durable = bytes };
    }

    /// <summary>The file as it is after a power cut in which nothing arrived that was not flushed.</summary>
    public SimulatedFile AsFlushed() => new() { Content = _durable, _durable = _durable };

    /// <summary>Some sectors of a write arrive, in no order.</summary>
    private static Change Scatter(Change change, byte[] before, Random random)
    {
        if (change.Bytes is not { } written) return random.Next(2) == 0 ? change : change with { Offset = before.Length };
        var bytes = written.ToArray();
        for (var start = 0; start < bytes.Length; start += SectorBytes)
        {
            if (random.Next(2) == 0) continue;
            for (var i = start; i < Math.Min(start + SectorBytes, bytes.Length); i++)
                bytes[i] = change.Offset + i < before.Length ? before[change.Offset + i] : (byte)0;
        }
        return change with { Bytes = bytes };
    }

    private static byte[] Apply(byte[] to, Change change)
    {
        var bytes = change.Bytes ?? [];
        var length = change.Bytes is null ? change.Offset : Math.Max(to.Length, change.Offset + bytes.Length);
        var result = new byte[length];
        to.AsSpan(0, (int)Math.Min(to.Length, length)).CopyTo(result);
        bytes.CopyTo(result, (int)(change.Bytes is null ? 0 : change.Offset));
        return result;
    }

    private static byte[] Flipped(byte[] of, long bit)
    {
        byte[] flipped = [.. of];
        flipped[bit / 8] ^= (byte)(1 << (int)(bit % 8));
        return flipped;
    }
}

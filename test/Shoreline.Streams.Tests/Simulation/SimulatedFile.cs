namespace Shoreline.Streams.Tests.Simulation;

/// <summary>A file's bytes as the operating system has them, as the device has them, and the changes between the two.</summary>
internal sealed class SimulatedFile
{
    private const int SectorBytes = 512;

    /// <summary>A write, or a cut where <c>Bytes</c> is null.</summary>
    private readonly record struct Change(long Offset, byte[]? Bytes);

    private readonly List<Change> _pending = [];
    private byte[] _durable = [];

    public byte[] Content { get; private set; } = [];

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
        _durable = [.. Content];
        _pending.Clear();
    }

    /// <summary>What a kernel does after an error of the device: the pages count as clean, and the device never saw them.</summary>
    public void ForgetPending() => _pending.Clear();

    public void Flip(long bit)
    {
        Content[bit / 8] ^= (byte)(1 << (int)(bit % 8));
        if (bit / 8 < _durable.Length) _durable[bit / 8] ^= (byte)(1 << (int)(bit % 8));
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
        var result = to;
        if (change.Bytes is not { } bytes)
        {
            Array.Resize(ref result, (int)change.Offset);
            return result;
        }
        if (change.Offset + bytes.Length > to.Length) Array.Resize(ref result, (int)(change.Offset + bytes.Length));
        else result = [.. to];
        bytes.CopyTo(result, change.Offset);
        return result;
    }
}

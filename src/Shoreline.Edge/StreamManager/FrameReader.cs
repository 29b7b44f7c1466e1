using System.Buffers;
using System.IO.Pipelines;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;

namespace Shoreline.Edge.StreamManager;

/// <summary>How the wait for a frame ended.</summary>
internal enum FrameResult
{
    /// <summary>The frame is there; its payload is the taker's to dispose.</summary>
    Whole,

    /// <summary>The other side closed between two frames.</summary>
    End,

    /// <summary>The other side closed inside a frame, or its length cannot be: no way to go on.</summary>
    Broken,

    /// <summary>The frame is above the limit and was read over; the payload holds its beginning.</summary>
    TooLarge,
}

/// <summary>Takes frames off a connection. Memory grows with the bytes that arrive, never with the length that a header claims.</summary>
internal sealed class FrameReader(PipeReader input, int maxFrameBytes)
{
    private const int BeginningBytes = 2048; // holds the longest request id, which all clients write first

    public Operation Operation { get; private set; }

    /// <summary>A rented buffer of the payload, and its length.</summary>
    public PooledPayload Payload { get; private set; }

    /// <summary>The connection's first byte; −1 where it closed without one.</summary>
    public async ValueTask<int> ReadVersionAsync(CancellationToken cancellationToken)
    {
        var read = await input.ReadAtLeastAsync(1, cancellationToken);
        if (read.Buffer.IsEmpty) return -1;
        var version = read.Buffer.FirstSpan[0];
        input.AdvanceTo(read.Buffer.GetPosition(1));
        return version;
    }

    /// <summary>Waits for the next frame.</summary>
    public async ValueTask<FrameResult> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await input.ReadAtLeastAsync(FrameHeader.Bytes, cancellationToken);
        if (read.Buffer.IsEmpty) return FrameResult.End;
        if (read.Buffer.Length < FrameHeader.Bytes) return FrameResult.Broken;
        var header = HeaderOf(read.Buffer);
        input.AdvanceTo(read.Buffer.GetPosition(FrameHeader.Bytes));
        if (!header.IsValid) return FrameResult.Broken;

        Operation = header.Operation;
        var wanted = header.Length <= maxFrameBytes ? header.PayloadBytes : Math.Min(header.PayloadBytes, BeginningBytes);
        read = await input.ReadAtLeastAsync(wanted, cancellationToken);
        if (read.Buffer.Length < wanted) return FrameResult.Broken;
        Payload = PooledPayload.CopyOf(read.Buffer.Slice(0, wanted));
        input.AdvanceTo(read.Buffer.GetPosition(wanted));
        if (wanted == header.PayloadBytes) return header.Length <= maxFrameBytes ? FrameResult.Whole : FrameResult.TooLarge;
        if (await DiscardAsync(header.PayloadBytes - wanted, cancellationToken)) return FrameResult.TooLarge;
        Payload.Return();
        return FrameResult.Broken;
    }

    private async ValueTask<bool> DiscardAsync(long bytes, CancellationToken cancellationToken)
    {
        while (bytes > 0)
        {
            var read = await input.ReadAsync(cancellationToken);
            var part = Math.Min(bytes, read.Buffer.Length);
            input.AdvanceTo(read.Buffer.GetPosition(part));
            bytes -= part;
            if (read.IsCompleted && bytes > 0 && part == 0) return false;
        }
        return true;
    }

    private static FrameHeader HeaderOf(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[FrameHeader.Bytes];
        buffer.Slice(0, FrameHeader.Bytes).CopyTo(header);
        return FrameHeader.Read(header);
    }
}

/// <summary>A payload in a buffer of the shared pool. Whoever holds it last returns it, once.</summary>
internal readonly record struct PooledPayload(byte[] Buffer, int Bytes)
{
    public ReadOnlyMemory<byte> Memory => Buffer.AsMemory(0, Bytes);

    public static PooledPayload CopyOf(ReadOnlySequence<byte> bytes)
    {
        var payload = new PooledPayload(ArrayPool<byte>.Shared.Rent((int)bytes.Length), (int)bytes.Length);
        bytes.CopyTo(payload.Buffer);
        return payload;
    }

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}

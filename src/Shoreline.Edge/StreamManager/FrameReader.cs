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

    /// <summary>There is no memory for so large a frame at this moment; it was read over, and the payload holds its beginning.</summary>
    NoMemory,
}

/// <summary>Takes frames off a connection. Memory grows with the bytes that arrive, never with the length that a header claims.</summary>
internal sealed class FrameReader(PipeReader input, int maxFrameBytes, ServerMemory memory, TimeSpan largeFrameTimeout)
{
    private const int BeginningBytes = 2048; // holds the longest request id, which all clients write first
    private const int StepBytes = 64 << 10;

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
        if (header.PayloadBytes > ServerMemory.FreeFrameBytes && header.Length <= maxFrameBytes) return await ReadLargeAsync(header.PayloadBytes, cancellationToken);
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

    /// <summary>Takes a frame that the common memory has to pay for, into a buffer that grows as it arrives. Who does not send it to its end in time is cut off.</summary>
    private async ValueTask<FrameResult> ReadLargeAsync(int wanted, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(largeFrameTimeout);
        var frame = PooledPayload.Empty;
        try
        {
            while (frame.Bytes < wanted)
            {
                var read = await input.ReadAtLeastAsync(Math.Min(wanted - frame.Bytes, StepBytes), patience.Token);
                var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, wanted - frame.Bytes));
                if (part.IsEmpty) return FrameResult.Broken;
                var left = wanted - frame.Bytes - part.Length;
                if (!PooledPayload.TryAdd(ref frame, part, wanted, memory))
                {
                    Payload = frame.Bytes > 0 ? frame.Beginning(BeginningBytes) : PooledPayload.CopyOf(part.Slice(0, Math.Min(part.Length, BeginningBytes)));
                    frame.Return();
                    frame = PooledPayload.Empty;
                    input.AdvanceTo(part.End);
                    return await ReadOverAsync(left, patience.Token);
                }
                input.AdvanceTo(part.End);
            }
            Payload = frame;
            frame = PooledPayload.Empty;
            return FrameResult.Whole;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FrameResult.Broken;
        }
        finally
        {
            frame.Return();
        }
    }

    private async ValueTask<FrameResult> ReadOverAsync(long bytes, CancellationToken cancellationToken)
    {
        var isWhole = false;
        try
        {
            isWhole = await DiscardAsync(bytes, cancellationToken);
            return isWhole ? FrameResult.NoMemory : FrameResult.Broken;
        }
        finally
        {
            if (!isWhole) Payload.Return();
        }
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
/// <param name="Lender">What paid for the buffer, where it is a large one.</param>
internal readonly record struct PooledPayload(byte[] Buffer, int Bytes, ServerMemory? Lender = null)
{
    public static PooledPayload Empty { get; } = new([], 0);

    public ReadOnlyMemory<byte> Memory => Buffer.AsMemory(0, Bytes);

    public static PooledPayload CopyOf(ReadOnlySequence<byte> bytes)
    {
        var payload = new PooledPayload(ArrayPool<byte>.Shared.Rent((int)bytes.Length), (int)bytes.Length);
        bytes.CopyTo(payload.Buffer);
        return payload;
    }

    /// <summary>Adds to a payload, in a larger buffer where need be. False where the memory for that is not to be had; the payload is then as it was.</summary>
    public static bool TryAdd(ref PooledPayload payload, ReadOnlySequence<byte> bytes, int most, ServerMemory memory)
    {
        var sum = payload.Bytes + (int)bytes.Length;
        if (sum > payload.Buffer.Length)
        {
            var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(2L * payload.Buffer.Length, sum), most));
            if (!memory.TryTake(buffer.Length - payload.Buffer.Length))
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return false;
            }
            payload.Memory.Span.CopyTo(buffer);
            ArrayPool<byte>.Shared.Return(payload.Buffer);
            payload = new PooledPayload(buffer, payload.Bytes, memory);
        }
        bytes.CopyTo(payload.Buffer.AsSpan(payload.Bytes));
        payload = payload with { Bytes = sum };
        return true;
    }

    public PooledPayload Beginning(int bytes) => CopyOf(new ReadOnlySequence<byte>(Memory[..Math.Min(Bytes, bytes)]));

    public void Return()
    {
        Lender?.Return(Buffer.Length);
        ArrayPool<byte>.Shared.Return(Buffer);
    }
}

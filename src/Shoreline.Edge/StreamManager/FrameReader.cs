using System.Runtime.CompilerServices;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Framing;

namespace Shoreline.Edge.StreamManager;

/// <summary>How the wait for a frame ended.</summary>
internal enum FrameResult
{
    /// <summary>The frame is there.</summary>
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

/// <summary>Takes frames off a connection, where they lie in the memory they were received into.</summary>
/// <remarks>Memory grows with the bytes that arrive, up to four times as many, never with the length that a header claims.</remarks>
internal sealed class FrameReader(Stream input, ReceiveMemory memory, TimeSpan largeFrameTimeout) : IDisposable
{
    private const int BeginningBytes = 2048; // holds the longest request id, which all clients write first
    private const int LeastBlockBytes = 4 << 10; // what a connection that says little holds
    private const int MostBlockBytes = 256 << 10; // unless a frame is larger
    private const int LeastReceiveBytes = 2 << 10;
    private const int Growth = 4;

    private ReceiveBlock _block = memory.TryRent(LeastBlockBytes)!; // so little is always there
    private int _blockBytes = LeastBlockBytes; // of the next block
    private int _at; // the next byte to take
    private int _end; // behind what was received
    private bool _lacksMemory;

    /// <summary>A frame with a greater length is not taken.</summary>
    public required int MaxFrameBytes { get; set; }

    public Operation Operation { get; private set; }

    /// <summary>Valid until the next read, or as long as <see cref="Block"/> is held.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>The block that the payload lies in.</summary>
    public ReceiveBlock Block => _block;

    /// <summary>Bytes held by others than this reader.</summary>
    public long LeftBytes => memory.HeldBytes - _block.Buffer.Length;

    /// <summary>The connection's first byte; −1 where it closed without one.</summary>
    public async ValueTask<int> ReadVersionAsync(CancellationToken cancellationToken) =>
        await ReceiveAsync(1, cancellationToken) ? _block.Buffer[_at++] : -1;

    // hot: per record
    /// <summary>Waits for the next frame.</summary>
    public ValueTask<FrameResult> ReadAsync(CancellationToken cancellationToken)
    {
        if (_end - _at < FrameHeader.Bytes) return WaitForFrameAsync(cancellationToken);
        var header = FrameHeader.Read(_block.Buffer.AsSpan(_at));
        if (!header.IsValid || header.Length > MaxFrameBytes || _end - _at < FrameHeader.Bytes + header.PayloadBytes)
        {
            return WaitForFrameAsync(cancellationToken);
        }
        Take(header, header.PayloadBytes);
        return new ValueTask<FrameResult>(FrameResult.Whole);
    }

    /// <summary>Takes over what is on its way and throws it away, until the other side closes or the time is up.</summary>
    public async Task DiscardAllAsync(CancellationToken cancellationToken)
    {
        while (await ReceiveAsync(1, cancellationToken)) _at = _end;
    }

    public void Dispose() => _block.Release();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // once a frame where frames are large
    private async ValueTask<FrameResult> WaitForFrameAsync(CancellationToken cancellationToken)
    {
        if (!await ReceiveAsync(FrameHeader.Bytes, cancellationToken)) return _at == _end ? FrameResult.End : FrameResult.Broken;
        var header = FrameHeader.Read(_block.Buffer.AsSpan(_at));
        if (!header.IsValid) return FrameResult.Broken;

        var isTooLarge = header.Length > MaxFrameBytes;
        if (!isTooLarge && header.PayloadBytes > ServerMemory.FreeFrameBytes) return await TakeLargeAsync(header, cancellationToken);
        var wanted = isTooLarge ? Math.Min(header.PayloadBytes, BeginningBytes) : header.PayloadBytes;
        if (!await ReceiveAsync(FrameHeader.Bytes + wanted, cancellationToken)) return FrameResult.Broken;
        Take(header, wanted);
        if (!isTooLarge) return FrameResult.Whole;
        var beginning = Payload.ToArray(); // what is read over takes its place
        if (!await DiscardAsync(header.PayloadBytes - wanted, cancellationToken)) return FrameResult.Broken;
        Payload = beginning;
        return FrameResult.TooLarge;
    }

    /// <summary>Takes a frame that the common memory has to pay for. Who does not send it to its end in time is cut off.</summary>
    private async ValueTask<FrameResult> TakeLargeAsync(FrameHeader header, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(largeFrameTimeout);
        try
        {
            if (await ReceiveAsync(FrameHeader.Bytes + header.PayloadBytes, patience.Token))
            {
                Take(header, header.PayloadBytes);
                return FrameResult.Whole;
            }
            if (!_lacksMemory) return FrameResult.Broken;
            _lacksMemory = false;
            var beginningBytes = Math.Min(_end - _at - FrameHeader.Bytes, BeginningBytes);
            var beginning = _block.Buffer.AsMemory(_at + FrameHeader.Bytes, beginningBytes).ToArray();
            if (!await DiscardAsync(FrameHeader.Bytes + header.PayloadBytes, patience.Token)) return FrameResult.Broken;
            (Operation, Payload) = (header.Operation, beginning);
            return FrameResult.NoMemory;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FrameResult.Broken;
        }
    }

    private void Take(FrameHeader header, int payloadBytes)
    {
        Operation = header.Operation;
        Payload = _block.Buffer.AsMemory(_at + FrameHeader.Bytes, payloadBytes);
        _at += FrameHeader.Bytes + payloadBytes;
    }

    private async ValueTask<bool> DiscardAsync(long bytes, CancellationToken cancellationToken)
    {
        while (bytes > 0)
        {
            if (!await ReceiveAsync(1, cancellationToken)) return false;
            var part = (int)Math.Min(bytes, _end - _at);
            _at += part;
            bytes -= part;
        }
        return true;
    }

    /// <summary>
    /// Receives until so many bytes are there from <see cref="_at"/> on, side by side. False where the other side closed before, or where
    /// there is no memory for them.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveAsync(int bytes, CancellationToken cancellationToken)
    {
        while (_end - _at < bytes)
        {
            if (!TryMakeRoom(bytes)) return false;
            var room = _block.Buffer.AsMemory(_end, _block.Bytes - _end);
            var got = await input.ReadAsync(room, cancellationToken);
            if (got == 0) return false;
            _end += got;
            _blockBytes = Math.Clamp(got == room.Length ? 2 * _block.Bytes : 4 * got, LeastBlockBytes, MostBlockBytes);
        }
        return true;
    }

    /// <summary>
    /// Goes on at the block's beginning where nobody needs what is there, and in another block where this one is too small. False where
    /// there is none.
    /// </summary>
    private bool TryMakeRoom(int bytes)
    {
        var left = _end - _at;
        if (left == 0 && !_block.IsShared) (_at, _end) = (0, 0);
        var room = _block.Bytes - _end;
        var isRightSize = left > 0 || _block.Bytes <= _blockBytes; // a large one is not kept while waiting for the next frame
        var endsHere = bytes > FrameHeader.Bytes && room >= bytes - left;
        if (isRightSize && (room >= LeastReceiveBytes || endsHere)) return true;
        if (memory.TryRent(Math.Max(_blockBytes, Math.Min(bytes, Growth * left))) is not { } next)
        {
            _lacksMemory = true;
            return false;
        }
        _block.Buffer.AsSpan(_at, left).CopyTo(next.Buffer);
        _block.Release();
        (_block, _at, _end) = (next, 0, left);
        return true;
    }
}

namespace Shoreline.Cli.Logs;

/// <summary>Takes bytes and tells of each whole line of them.</summary>
internal sealed class LineStream(Action<string> tell) : Stream
{
    private readonly LineCutter _cutter = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        foreach (var line in _cutter.Push(buffer)) tell(line);
    }

    public override void Flush() { /* half a line waits for its end */ }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

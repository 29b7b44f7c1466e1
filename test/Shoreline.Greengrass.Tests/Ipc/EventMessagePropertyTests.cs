using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Greengrass.Ipc.EventStream;

namespace Shoreline.Greengrass.Tests.Ipc;

/// <summary>Whatever is written is read as it was, in pieces of any size; cut it is waited for, damaged it is refused.</summary>
public sealed class EventMessagePropertyTests
{
    [Fact]
    public void What_was_written_is_read_in_pieces_of_any_size() => Prop.ForAll<int, PositiveInt>((seed, size) =>
    {
        var written = new RandomMessage(seed);
        var received = Chunks.Of(written.Written, size.Get);
        Assert.Equal(DecodeStatus.Whole, EventMessage.TryRead(ref received, EventStreamFormat.MaxMessageBytes, out var message));
        Assert.True(received.IsEmpty);
        Assert.Equal(written.Payload, message.Payload.ToArray());
        Assert.Equal(written.Expected, Headers(message.Headers.ToArray()));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Any_prefix_is_waited_for() => Prop.ForAll<int>(seed =>
    {
        var bytes = new RandomMessage(seed).Written;
        for (var length = 0; length < bytes.Length; length++)
        {
            var received = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.Equal(DecodeStatus.Incomplete, EventMessage.TryRead(ref received, EventStreamFormat.MaxMessageBytes, out _));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Any_flipped_bit_is_noticed() => Prop.ForAll<int>(seed =>
    {
        var bytes = new RandomMessage(seed).Written;
        for (var bit = 0; bit < 8 * bytes.Length; bit += bit < 800 ? 1 : 97)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var received = new ReadOnlySequence<byte>(bytes);
            var status = EventMessage.TryRead(ref received, EventStreamFormat.MaxMessageBytes, out _);
            Assert.Equal(bit < 8 * EventStreamFormat.PreludeBytes ? DecodeStatus.BadPrelude : DecodeStatus.BadChecksum, status);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Any_bytes_are_headers_or_are_refused() => Prop.ForAll<int, byte[]>((seed, noise) =>
    {
        var headers = new RandomMessage(seed).Headers;
        var random = new Random(seed);
        for (var i = 0; i < 50 && headers.Length > 0; i++) headers[random.Next(headers.Length)] = (byte)random.Next(256);
        foreach (var bytes in new[] { headers, noise })
        {
            var reader = new HeaderReader(bytes);
            var total = 0;
            while (reader.Next()) total += reader.Raw.Length;
            Assert.True(reader.IsBroken ? total < bytes.Length : total == bytes.Length);
            Assert.False(reader.Next());
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static List<(string Name, HeaderType Type, string ValueHex)> Headers(byte[] bytes)
    {
        var headers = new List<(string, HeaderType, string)>();
        var reader = new HeaderReader(bytes);
        while (reader.Next()) headers.Add((Convert.ToHexString(reader.Name), reader.Type, Convert.ToHexString(reader.Value)));
        Assert.False(reader.IsBroken);
        return headers;
    }
}

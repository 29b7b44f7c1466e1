using System.Buffers.Binary;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Cloud.Ingest;
using Shoreline.Messaging;

namespace Shoreline.Cloud.Tests.Ingest;

public sealed class RecordMessageTests
{
    private static readonly string Incarnation = new('c', 32);

    [Fact]
    public void Framed_records_read_back_as_they_were_written() => Prop.ForAll<NonEmptyArray<byte[]>>(records =>
    {
        Assert.True(RecordMessage.TryRead(Message(Frame(records.Get), "framed", records.Get.Length), out var read, out _));
        Assert.Equal(records.Get, read!.Payloads.Select(payload => payload.ToArray()));
        Assert.Equal(Enumerable.Range(0, records.Get.Length).Select(i => 1000L + i), read.AppendedAtNs);
        Assert.Equal(new SequenceRange(5, 4 + records.Get.Length), read.Range);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_prefix_of_a_framed_message_is_taken_for_the_whole() => Prop.ForAll<NonEmptyArray<byte[]>, NonNegativeInt>((records, cut) =>
    {
        var whole = Frame(records.Get);
        var prefix = whole[..(cut.Get % whole.Length)];
        Assert.False(RecordMessage.TryRead(Message(prefix, "framed", records.Get.Length), out _, out var fault));
        Assert.Equal(new SequenceRange(5, 4 + records.Get.Length), fault!.Range);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_flipped_bit_in_a_framed_message_never_throws() => Prop.ForAll<NonEmptyArray<byte[]>, NonNegativeInt>((records, at) =>
    {
        var whole = Frame(records.Get);
        whole[at.Get / 8 % whole.Length] ^= (byte)(1 << (at.Get % 8));
        var isRead = RecordMessage.TryRead(Message(whole, "framed", records.Get.Length), out var read, out var fault);
        Assert.Equal(isRead, read is not null);
        Assert.Equal(isRead, fault is null);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a", 1)]
    [InlineData("", 1)]
    [InlineData("a\nb\n", 3)]
    [InlineData("\n", 2)]
    public void Lines_are_separated_by_one_line_feed_each(string payload, int count)
    {
        Assert.True(RecordMessage.TryRead(Message(System.Text.Encoding.UTF8.GetBytes(payload), "lines", count), out var read, out _));
        Assert.Equal(payload.Split('\n'), read!.Payloads.Select(line => System.Text.Encoding.UTF8.GetString(line.Span)));
        Assert.False(RecordMessage.TryRead(Message(System.Text.Encoding.UTF8.GetBytes(payload), "lines", count + 1), out _, out _));
    }

    [Theory]
    [InlineData("incarnation", "XYZ", "incarnation")]
    [InlineData("sequence", "-1", "sequence")]
    [InlineData("count", "0", "count")]
    [InlineData("count", "99999999999", "count")]
    [InlineData("encoding", "zip", "'zip'")]
    [InlineData("times", "1,2", "2 times instead of 1")]
    [InlineData("times", "noon", "not numbers")]
    [InlineData("times", "-5", "1970")]
    [InlineData("times", "9223372036854775807", "2200")]
    public void A_wrong_property_is_named(string property, string value, string said)
    {
        var message = Message("{}"u8.ToArray(), "lines", 1);
        message = message with { UserProperties = [.. message.UserProperties.Where(given => given.Key != property), new(property, value)] };
        Assert.False(RecordMessage.TryRead(message, out _, out var fault));
        Assert.Contains(said, fault!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shoreline/v1/gw-1/acks/x")]
    [InlineData("shoreline/v1/gw 1/records/x")]
    public void A_wrong_topic_is_refused_without_a_range_to_acknowledge(string topic)
    {
        Assert.False(RecordMessage.TryRead(Message("{}"u8.ToArray(), "lines", 1) with { Topic = topic }, out _, out var fault));
        Assert.Null(fault!.Range);
    }

    private static byte[] Frame(byte[][] records)
    {
        using var buffer = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var record in records)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, record.Length);
            buffer.Write(length);
            buffer.Write(record);
        }
        return buffer.ToArray();
    }

    private static MqttMessage Message(byte[] payload, string encoding, int count) => new(
        "shoreline/v1/gw-1/records/x", payload,
        [
            new("incarnation", Incarnation), new("sequence", "5"), new("count", count.ToString(CultureInfo.InvariantCulture)), new("encoding", encoding),
            new("times", "1000" + string.Concat(Enumerable.Repeat(",1", count - 1))),
        ],
        Qos: 1, Retained: false);
}

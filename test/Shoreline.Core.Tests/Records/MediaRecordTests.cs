using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Core.Records;

namespace Shoreline.Core.Tests.Records;

public sealed class MediaRecordTests
{
    private static readonly MediaHeader Header = new()
    {
        Schema = MediaHeader.FragmentSchema,
        Device = "gw-01",
        Camera = "entrance",
        Time = "2026-01-31T09:30:00.000000Z",
        ContentType = "video/mp4",
        Width = 640,
        Height = 360,
        DurationNs = 1_000_000_000,
        Session = "0123456789abcdef",
        Index = 7,
        Codec = "avc1.64001f",
        InitBytes = 3,
    };

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var record = MediaRecord.Encode(Header with { DurationNs = null, Session = null, Index = null, Codec = null, InitBytes = null }, [1, 2, 3]);
        const string Json = """{"schema":"shoreline.fragments/1","device":"gw-01","camera":"entrance","time":"2026-01-31T09:30:00.000000Z","contentType":"video/mp4","width":640,"height":360}""";
        byte[] golden = [.. "SLMR"u8, 1, 0, 0, 0, (byte)Json.Length, 0, 0, 0, .. Encoding.UTF8.GetBytes(Json), 1, 2, 3];
        Assert.Equal(golden, record);
    }

    [Fact]
    public void What_was_joined_comes_apart_again() => Prop.ForAll<byte[]>(body =>
    {
        Assert.Null(MediaRecord.TryDecode(MediaRecord.Encode(Header, body), out var header, out _, out var read));
        Assert.Equal(Header, header);
        Assert.Equal(body, read.ToArray());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cut_record_is_refused_or_has_a_shorter_body() => Prop.ForAll<NonNegativeInt>(cut =>
    {
        var record = MediaRecord.Encode(Header, [1, 2, 3, 4]);
        var kept = record.AsMemory(0, cut.Get % record.Length);
        if (MediaRecord.TryDecode(kept, out var header, out _, out var body) is null)
        {
            Assert.Equal(Header, header);
            Assert.True(body.Length < 4);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_flipped_bit_never_throws() => Prop.ForAll<NonNegativeInt>(position =>
    {
        var record = MediaRecord.Encode(Header, [1, 2, 3, 4]);
        record[position.Get / 8 % record.Length] ^= (byte)(1 << position.Get % 8);
        var fault = MediaRecord.TryDecode(record, out var header, out _, out _);
        Assert.Equal(fault is null, header is not null);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "does not begin")]
    [InlineData("SLMR", "does not begin")]
    [InlineData("SLMR\u0002\0\0\0\0\0\0\0", "version 2")]
    [InlineData("SLMR\u0001\0\0\0\u007f\0\0\0{}", "header length of 127 in 14 bytes")]
    [InlineData("SLMR\u0001\0\0\0\u0002\0\0\0{}", "not the JSON expected")]
    public void What_is_wrong_is_said(string record, string said) =>
        Assert.Contains(said, MediaRecord.TryDecode(Encoding.Latin1.GetBytes(record), out _, out _, out _), StringComparison.Ordinal);
}

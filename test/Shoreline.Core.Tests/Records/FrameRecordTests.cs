using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Core.Records;

namespace Shoreline.Core.Tests.Records;

public sealed class FrameRecordTests
{
    private static readonly byte[] Picture = [0xFF, 0xD8, 1, 2, 3, 0xFF, 0xD9];

    private static readonly MediaHeader Header = new()
    {
        Schema = MediaHeader.FrameSchema,
        Device = "gw-01",
        Camera = "entrance",
        Time = "2026-01-31T09:30:00.000000Z",
        ContentType = "image/jpeg",
        Width = 1280,
        Height = 720,
        FrameIndex = 12,
        Model = "yolox-nano",
        ModelDigest = "sha256:00ff",
        Id = PictureId.Of(Picture),
        Why = ["lowConfidence", "events"],
        KeypointNames = ["nose"],
        Detections = [new DetectionRecord.Found { Label = "person", Score = 0.5, Box = [0.1, 0.2, 0.3, 0.4], Track = 3, Keypoints = [[0.2, 0.25, 0.9]] }],
    };

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        const string Json =
            """{"schema":"shoreline.frames/1","device":"gw-01","camera":"entrance","time":"2026-01-31T09:30:00.000000Z","contentType":"image/jpeg","width":1280,"height":720,"frameIndex":12,"model":"yolox-nano","modelDigest":"sha256:00ff","id":"ID","why":["lowConfidence","events"],"detections":[{"label":"person","score":0.5,"box":[0.1,0.2,0.3,0.4],"track":3,"keypoints":[[0.2,0.25,0.9]]}],"keypointNames":["nose"]}""";
        var json = Encoding.UTF8.GetBytes(Json.Replace("ID", "ed812b5630335b55ef9a3502826b18fa", StringComparison.Ordinal));
        byte[] golden = [.. "SLMR"u8, 1, 0, 0, 0, (byte)json.Length, (byte)(json.Length >> 8), 0, 0, .. json, .. Picture];
        Assert.Equal(Encoding.Latin1.GetString(golden), Encoding.Latin1.GetString(MediaRecord.Encode(Header, Picture)));
    }

    [Fact]
    public void What_was_joined_comes_apart_again() => Prop.ForAll<NonEmptyArray<byte>>(body =>
    {
        var written = Header with { Id = PictureId.Of(body.Get) };
        Assert.Null(FrameRecord.TryRead(MediaRecord.Encode(written, body.Get), out var header, out var picture));
        Assert.Equal(MediaRecord.EncodeHeader(written), MediaRecord.EncodeHeader(header!));
        Assert.Equal(body.Get, picture.ToArray());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_prefix_is_refused()
    {
        var record = MediaRecord.Encode(Header, Picture);
        for (var length = 0; length < record.Length; length++) Assert.NotNull(FrameRecord.TryRead(record.AsMemory(0, length), out _, out _));
    }

    [Fact]
    public void Every_flipped_bit_is_refused_or_changes_the_header_alone()
    {
        var record = MediaRecord.Encode(Header, Picture);
        for (var bit = 0; bit < 8 * record.Length; bit++)
        {
            var damaged = record.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (FrameRecord.TryRead(damaged, out var header, out var picture) is not null) continue;
            Assert.NotNull(header);
            Assert.Equal(Picture, picture.ToArray());
        }
    }

    [Theory]
    [InlineData("\"shoreline.frames/1\"", "\"shoreline.faces/1\"", "has schema 'shoreline.faces/1'")]
    [InlineData("\"gw-01\"", "null", "null where a value is required")]
    [InlineData("\"2026-01-31T09:30:00.000000Z\"", "\"today\"", "not RFC 3339")]
    [InlineData("image/jpeg", "image/png", "content type 'image/png'")]
    [InlineData("1280", "0", "a size of 0x720 pixels")]
    [InlineData("1280", "70000", "a size of 70000x720 pixels")]
    [InlineData("\"person\"", "\"a\\nb\"", "without a label")]
    [InlineData("\"score\":0.5", "\"score\":1.5", "score is not from 0 to 1")]
    [InlineData("0.1,0.2,0.3,0.4", "0.1,0.2,0.3", "not four numbers")]
    [InlineData("0.1,0.2,0.3,0.4", "0.1,0.2,0.3,1e999", "not four numbers")]
    [InlineData("[[0.2,0.25,0.9]]", "[[0.2]]", "not three numbers each")]
    [InlineData("[[0.2,0.25,0.9]]", "[null]", "not three numbers each")]
    [InlineData("[\"nose\"]", "[null]", "no names")]
    [InlineData("\"detections\":[", "\"other\":[", "no list of detections")]
    public void What_is_wrong_is_said(string part, string instead, string said)
    {
        var json = Encoding.UTF8.GetString(MediaRecord.EncodeHeader(Header));
        Assert.Contains(part, json, StringComparison.Ordinal);
        Assert.Null(MediaRecord.TryDecodeHeader(Encoding.UTF8.GetBytes(json.Replace(part, instead, StringComparison.Ordinal)), out var header));
        Assert.Contains(said, FrameRecord.Check(header!, Picture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_longer_than_readers_accept_is_not_written() => Assert.Throws<ArgumentException>(
        () => MediaRecord.Encode(Header with { Event = new string('x', MediaRecord.MaxHeaderBytes) }, Picture));
}

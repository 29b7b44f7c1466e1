using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;

namespace Shoreline.Core.Tests.Records;

public sealed class EventRecordTests
{
    private static readonly DetectionFrame Frame = new(new CameraName("line-1"), 1769851812480000000, 372, 12480000000, 1280, 720);

    private static readonly EventContent Leave = new()
    {
        Device = new DeviceName("gw-01"),
        Frame = Frame,
        Id = "gw-01/line-1/6470e2a5d8e40/7",
        Type = "zone.leave",
        Rule = "somebody on the walkway",
        Phase = "end",
        Track = 3,
        Label = "person",
        Score = 0.91f,
        Box = new Box(0.41f, 0.22f, 0.08f, 0.15f),
        Value = 11.52,
        Details = [new EventDetail("zone", "walkway"), new EventDetail("begin", "gw-01/line-1/6470e2a5d8e40/5")],
    };

    [Fact]
    public void A_record_looks_as_the_format_says()
    {
        using var writer = new EventRecordWriter();
        Assert.Equal(
            """
            {"schema":"shoreline.events/1","device":"gw-01","camera":"line-1","time":"2026-01-31T09:30:12.480000Z","id":"gw-01/line-1/6470e2a5d8e40/7","type":"zone.leave","rule":"somebody on the walkway","phase":"end","track":3,"label":"person","score":0.91,"box":[0.41,0.22,0.08,0.15],"frame":{"index":372,"ptsNs":12480000000,"width":1280,"height":720},"value":11.52,"details":{"zone":"walkway","begin":"gw-01/line-1/6470e2a5d8e40/5"}}
            """,
            Encoding.UTF8.GetString(writer.Write(Leave).Span));
    }

    [Fact]
    public void What_does_not_apply_is_absent()
    {
        using var writer = new EventRecordWriter();
        var text = Encoding.UTF8.GetString(writer.Write(new EventContent { Device = new DeviceName("d"), Frame = Frame, Id = "1", Type = "count.change" }).Span);
        foreach (var name in (string[])["rule", "phase", "track", "label", "score", "box", "value", "details", "picture"])
        {
            Assert.DoesNotContain($"\"{name}\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_written_is_read() =>
        Prop.ForAll<NonNull<string>, double, Tuple<NonNegativeInt, bool>>((text, number, rest) =>
        {
            using var writer = new EventRecordWriter();
            var content = Leave with
            {
                Rule = text.Get,
                Label = text.Get,
                Track = rest.Item1.Get,
                Value = number,
                Score = (float)number,
                Box = new Box((float)number, 0, 1, 1),
                Details = [new EventDetail("text", text.Get), new EventDetail("number", number), new EventDetail("flag", rest.Item2)],
                Picture = text.Get,
            };
            var record = writer.Write(content);
            Assert.Null(EventRecord.TryParse(record.Span, out var read));
            Assert.DoesNotContain((byte)'\n', record.ToArray());
            Assert.Equal((content.Id, "zone.leave", "end"), (read!.Id, read.Type, read.Phase));
            Assert.Equal(rest.Item1.Get == 0 ? null : rest.Item1.Get, read.Track);
            Assert.Equal(double.IsFinite(number) ? Math.Round(number, 5) : 0, read.Value);
            Assert.Equal(rest.Item2, read.Details!["flag"].GetBoolean());
            // A half of a pair of characters that stands alone cannot be written; it becomes U+FFFD.
            var kept = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            Assert.Equal((kept, kept, kept, kept), (read.Rule, read.Label, read.Picture, read.Details["text"].GetString()));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_prefix_and_any_flipped_bit_is_refused_or_read_but_never_thrown_at()
    {
        using var writer = new EventRecordWriter();
        var record = writer.Write(Leave).ToArray();
        for (var length = 0; length < record.Length; length++) Assert.NotNull(EventRecord.TryParse(record.AsSpan(0, length), out _));
        for (var bit = 0; bit < 8 * record.Length; bit++)
        {
            var damaged = record.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var fault = EventRecord.TryParse(damaged, out var read);
            Assert.Equal(fault is null, read is not null);
        }
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;

namespace Shoreline.Vision.Tests;

public sealed class DetectionRecordTests
{
    [Fact]
    public void A_record_looks_as_the_format_says()
    {
        using var writer = new DetectionRecordWriter(new DeviceName("gw-01"), "yunet-2023mar", "sha256:8f23");
        var found = new DetectionList();
        found.Add(new Detection("face", 0.93f, new Box(0.41f, 0.22f, 0.08f, 0.15f)), [new Keypoint(0.43f, 0.28f, 1)]);
        var frame = new DetectionFrame(new CameraName("entrance"), 1769851800480000000, 12, 480000000, 1280, 720);
        Assert.Equal(
            """
            {"schema":"shoreline.detections/1","device":"gw-01","camera":"entrance","time":"2026-01-31T09:30:00.480000Z","frame":{"index":12,"ptsNs":480000000,"width":1280,"height":720},"model":{"name":"yunet-2023mar","digest":"sha256:8f23"},"detections":[{"label":"face","score":0.93,"box":[0.41,0.22,0.08,0.15],"keypoints":[[0.43,0.28,1]]}]}
            """,
            Encoding.UTF8.GetString(writer.Write(frame, found).Span));
    }

    [Fact]
    public void A_track_and_points_that_came_later_are_in_the_record()
    {
        using var writer = new DetectionRecordWriter(new DeviceName("d"), "m", null);
        var found = new DetectionList();
        found.Add(new Detection("person", 0.5f, new Box(0, 0, 1, 1)), [new Keypoint(0.1f, 0.1f, 1)]);
        found.Add(new Detection("person", 0.4f, new Box(0, 0, 1, 1)), []);
        found.SetTrack(1, 7);
        found.SetKeypoints(1, [new Keypoint(0.2f, 0.3f, 0.4f), new Keypoint(0.5f, 0.6f, 0.7f)]);
        Assert.Null(DetectionRecord.TryParse(writer.Write(new DetectionFrame(new CameraName("c"), 0, 0, 1, 2, 3), found).Span, out var read));
        Assert.Equal([null, 7], read!.Detections.Select(detection => detection.Track));
        Assert.Equal([0.1, 0.1, 1], read.Detections[0].Keypoints![0]);
        Assert.Equal([0.5, 0.6, 0.7], read.Detections[1].Keypoints![1]);
    }

    [Fact]
    public void What_is_written_is_read() =>
        Prop.ForAll<float[], NonNull<string>, NonNegativeInt>((numbers, label, index) =>
        {
            var found = new DetectionList();
            foreach (var number in numbers) found.Add(new Detection(label.Get, number, new Box(number, 0, 1, 1)), [new Keypoint(number, 1, 1)]);
            using var writer = new DetectionRecordWriter(new DeviceName("d"), "m", null);
            var record = writer.Write(new DetectionFrame(new CameraName("c"), 0, index.Get, 1, 2, 3), found);
            Assert.Null(DetectionRecord.TryParse(record.Span, out var read));
            Assert.Equal((index.Get, numbers.Length), (read!.Frame.Index, read.Detections.Count));
            Assert.DoesNotContain((byte)'\n', record.ToArray());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_prefix_and_any_flipped_bit_is_refused_or_read_but_never_thrown_at()
    {
        using var writer = new DetectionRecordWriter(new DeviceName("gw-01"), "yunet-2023mar", "sha256:8f23");
        var found = new DetectionList();
        found.Add(new Detection("face", 0.93f, new Box(0.41f, 0.22f, 0.08f, 0.15f)), [new Keypoint(0.43f, 0.28f, 1)]);
        var record = writer.Write(new DetectionFrame(new CameraName("entrance"), 1, 12, 3, 1280, 720), found).ToArray();
        for (var length = 0; length < record.Length; length++) Assert.NotNull(DetectionRecord.TryParse(record.AsSpan(0, length), out _));
        for (var bit = 0; bit < 8 * record.Length; bit++)
        {
            var damaged = record.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var fault = DetectionRecord.TryParse(damaged, out var read);
            Assert.Equal(fault is null, read is not null);
        }
    }
}

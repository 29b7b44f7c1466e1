namespace Shoreline.Lake.Tests.Jobs;

public sealed class CurateTests
{
    [Fact]
    public async Task Each_detected_object_becomes_one_row()
    {
        await using var fixture = new LakeFixture();
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(0, faceCount: 2), LakeFixture.Detection(1, faceCount: 0), LakeFixture.Detection(2)]);
        await using var jobs = await fixture.JobsAsync();

        var run = await jobs.RunAsync("curate-detections");

        Assert.Null(run.Error);
        Assert.Equal((3, 3, 0), (run.RowsRead, run.RowsWritten, run.RowsQuarantined));
        Assert.Equal(
            [
                "gw-01|entrance|2026-01-31T09:30:00.480000Z|0|face|0.9|0.1|0.4|yunet|0|0|2026-01-31",
                "gw-01|entrance|2026-01-31T09:30:00.480000Z|0|face|0.8|0.1|0.4|yunet|0|1|2026-01-31",
                "gw-01|entrance|2026-01-31T09:30:02.480000Z|2|face|0.9|0.1|0.4|yunet|2|0|2026-01-31",
            ],
            await fixture.RowsAsync("SELECT device, camera, time, frame_index, label, score, x, h, model, sequence, ordinal, date::VARCHAR FROM detections ORDER BY sequence, ordinal"));
        Assert.Equal(["0.5|0.6|1"], await fixture.RowsAsync("SELECT keypoints[1].x, keypoints[1].y, keypoints[1].score FROM detections WHERE sequence = 2"));
    }

    [Fact]
    public async Task A_record_that_came_three_times_counts_once()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(7, faceCount: 2), LakeFixture.Detection(7, faceCount: 2)]);
        await jobs.RunAsync("curate-detections");
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(7, faceCount: 2), LakeFixture.Detection(8)]);

        var run = await jobs.RunAsync("curate-detections");

        Assert.Equal((2, 1), (run.RowsRead, run.RowsWritten));
        Assert.Equal(["7|0", "7|1", "8|0"], await fixture.RowsAsync("SELECT sequence, ordinal FROM detections ORDER BY ALL"));
    }

    [Fact]
    public async Task Running_again_changes_nothing()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(1), LakeFixture.Row(2, "garbage")]);

        var first = await jobs.RunAsync("curate-detections");
        var second = await jobs.RunAsync("curate-detections");

        Assert.Equal((2, 1, 1), (first.RowsRead, first.RowsWritten, first.RowsQuarantined));
        Assert.Equal((0, 0, 0), (second.RowsRead, second.RowsWritten, second.RowsQuarantined));
        Assert.Equal(1, await fixture.CountAsync("detections"));
        Assert.Equal(1, await fixture.CountAsync("quarantine"));
    }

    [Theory]
    [InlineData("no json at all", "the payload is not JSON")]
    [InlineData("{\"schema\":\"shoreline.detections/2\"}", "schema is not shoreline.detections/1")]
    [InlineData("{\"schema\":\"shoreline.detections/1\"}", "camera is missing")]
    [InlineData("{\"schema\":\"shoreline.detections/1\",\"camera\":\"c\",\"time\":\"yesterday\",\"detections\":[]}", "time is missing or not RFC 3339")]
    [InlineData("{\"schema\":\"shoreline.detections/1\",\"camera\":\"c\",\"time\":\"2026-01-31T09:30:00Z\",\"detections\":{}}", "detections is missing or not a list")]
    [InlineData("{\"schema\":\"shoreline.detections/1\",\"camera\":\"c\",\"time\":\"2026-01-31T09:30:00Z\",\"detections\":[{\"label\":\"f\",\"score\":\"high\",\"box\":[1,2,3,4]}]}", "a detection lacks label, score, or a box of four numbers")]
    [InlineData("{\"schema\":\"shoreline.detections/1\",\"camera\":\"c\",\"time\":\"2026-01-31T09:30:00Z\",\"detections\":[{\"label\":\"f\",\"score\":1,\"box\":[1,2,3,\"x\"]}]}", "a detection lacks label, score, or a box of four numbers")]
    [InlineData("[1,2]", "schema is not shoreline.detections/1")]
    public async Task What_cannot_be_used_goes_to_quarantine_with_the_reason(string payload, string reason)
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Row(5, payload), LakeFixture.Detection(6)]);

        var run = await jobs.RunAsync("curate-detections");

        Assert.Null(run.Error);
        Assert.Equal((2, 1, 1), (run.RowsRead, run.RowsWritten, run.RowsQuarantined));
        Assert.Equal([$"curate-detections|{reason}|5|{payload}"], await fixture.RowsAsync("SELECT job, reason, sequence, decode(payload) FROM quarantine"));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_go_to_quarantine()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_readings", [LakeFixture.Row(1, "") with { Payload = new byte[] { 0xff, 0xfe, 0 } }]);

        var run = await jobs.RunAsync("curate-readings");

        Assert.Equal((1, 0, 1), (run.RowsRead, run.RowsWritten, run.RowsQuarantined));
    }

    [Fact]
    public async Task Readings_aggregates_and_faces_become_typed_rows()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_readings", [LakeFixture.Row(
            1, """{"schema":"shoreline.readings/1","device":"gw-01","sensor":"temperature","time":"2026-01-31T09:30:00.050000Z","value":21.37,"unit":"Cel"}""", "readings")]);
        await fixture.Lake.AppendRawAsync("raw_aggregates", [LakeFixture.Row(
            1, """{"schema":"shoreline.aggregates/1","device":"gw-01","sensor":"t","from":"2026-01-31T09:30:00Z","to":"2026-01-31T09:30:05Z","count":100,"mean":21.4,"min":21.1,"max":21.8,"unit":"Cel"}""", "aggregates")]);
        await fixture.Lake.AppendRawAsync("raw_faces", [LakeFixture.Row(
            1, """{"schema":"shoreline.faces/1","device":"gw-01","camera":"entrance","time":"2026-01-31T09:30:00Z","contentType":"image/jpeg","width":96,"height":112,"frameIndex":4,"score":0.9,"box":[0.1,0.2,0.3,0.4],"model":"yunet"}""", "faces", "media/gw-01/faces/1.jpg")]);

        Assert.All(await Task.WhenAll(jobs.RunAsync("curate-readings"), jobs.RunAsync("curate-aggregates"), jobs.RunAsync("curate-faces")), run => Assert.Equal(1, run.RowsWritten));

        Assert.Equal(["gw-01|temperature|2026-01-31T09:30:00.050000Z|21.37|Cel"], await fixture.RowsAsync("SELECT device, sensor, time, value, unit FROM readings"));
        Assert.Equal(["t|2026-01-31T09:30:05.000000Z|100|21.4"], await fixture.RowsAsync("SELECT sensor, window_end, count, mean FROM aggregates"));
        Assert.Equal(["entrance|0.9|media/gw-01/faces/1.jpg|96|4|0.4"], await fixture.RowsAsync("SELECT camera, score, object, width, frame_index, h FROM faces"));
    }

    [Fact]
    public async Task Before_the_first_record_the_target_is_an_empty_table()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();

        await jobs.RunAsync("curate-detections");

        Assert.Equal(0, await fixture.CountAsync("detections"));
    }
}

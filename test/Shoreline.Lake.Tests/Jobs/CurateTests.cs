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
    public async Task The_track_of_an_object_is_in_its_row()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Row(
            1, """{"schema":"shoreline.detections/1","camera":"c","time":"2026-01-31T09:30:00Z","frame":{"index":1},"model":{"name":"m"},"detections":[{"label":"a","score":1,"box":[0,0,1,1],"track":7},{"label":"b","score":1,"box":[0,0,1,1]}]}""")]);

        await jobs.RunAsync("curate-detections");

        Assert.Equal(["a|7", "b|NULL"], await fixture.RowsAsync("SELECT label, track FROM detections ORDER BY label"));
    }

    [Fact]
    public async Task A_table_that_is_older_than_a_column_gets_it_and_its_old_rows_have_none()
    {
        await using var fixture = new LakeFixture();
        var before = await BuiltInAsync("curate-detections");
        var old = before.Replace(", detections[ordinal + 1].track AS track", "", StringComparison.Ordinal);
        Assert.NotEqual(before, old);
        await fixture.Store.PutIfAbsentAsync("jobs/curate-detections.sql", System.Text.Encoding.UTF8.GetBytes(old));
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(1)]);
        await using (var jobs = await fixture.JobsAsync()) Assert.Null((await jobs.RunAsync("curate-detections")).Error);
        await fixture.Store.DeleteAsync("jobs/curate-detections.sql");
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Row(
            2, """{"schema":"shoreline.detections/1","camera":"c","time":"2026-01-31T09:30:02Z","frame":{"index":2},"model":{"name":"m"},"detections":[{"label":"a","score":1,"box":[0,0,1,1],"track":7}]}""")]);

        await using var now = await fixture.JobsAsync();
        var run = await now.RunAsync("curate-detections");

        Assert.Equal((null, 1L), (run.Error, run.RowsWritten));
        Assert.Equal(["1|NULL|face", "2|7|a"], await fixture.RowsAsync("SELECT sequence, track, label FROM detections ORDER BY sequence"));
        Assert.Equal(["1"], await fixture.RowsAsync("SELECT count(*) FROM detections WHERE track IS NULL AND keypoints[1].x = 0.5"));
        await fixture.Lake.AppendRawAsync("raw_detections", [LakeFixture.Detection(1), LakeFixture.Detection(2)]);
        Assert.Equal(0, (await now.RunAsync("curate-detections")).RowsWritten); // what is there is known, old and new
    }

    [Fact]
    public async Task Events_their_pictures_and_frames_for_training_become_typed_rows_that_join()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        const string Id = "0123456789abcdef0123456789abcdef";
        await fixture.Lake.AppendRawAsync("raw_events", [LakeFixture.Row(
            1, $$$"""{"schema":"shoreline.events/1","device":"gw-01","camera":"c","time":"2026-01-31T09:30:12.48Z","id":"gw-01/c/1/7","type":"zone.leave","rule":"r","phase":"end","track":3,"label":"person","score":0.91,"box":[0.41,0.22,0.08,0.15],"frame":{"index":372},"value":11.52,"details":{"zone":"walkway"},"picture":"{{{Id}}}"}""", "events")]);
        await fixture.Lake.AppendRawAsync("raw_pictures", [LakeFixture.Row(
            1, $$"""{"schema":"shoreline.pictures/1","device":"gw-01","camera":"c","time":"2026-01-31T09:30:12.48Z","contentType":"image/jpeg","width":1280,"height":720,"frameIndex":372,"score":0.91,"box":[0.41,0.22,0.08,0.15],"id":"{{Id}}","event":"gw-01/c/1/7","type":"zone.leave","track":3,"label":"person"}""", "pictures", "media/p.jpg")]);
        await fixture.Lake.AppendRawAsync("raw_frames", [LakeFixture.Row(
            1, $$"""{"schema":"shoreline.frames/1","device":"gw-01","camera":"c","time":"2026-01-31T09:30:00Z","contentType":"image/jpeg","width":1280,"height":720,"frameIndex":5,"model":"m","modelDigest":"sha256:00","id":"{{Id}}","why":["random","events"],"detections":[{"label":"person","score":0.5,"box":[0.1,0.2,0.3,0.4],"track":3}]}""", "frames", "media/f.jpg"),
            LakeFixture.Row(2, """{"schema":"shoreline.frames/1","camera":"c","time":"2026-01-31T09:30:00Z","id":"x"}""", "frames")]);

        Assert.All(await Task.WhenAll(jobs.RunAsync("curate-events"), jobs.RunAsync("curate-pictures"), jobs.RunAsync("curate-frames")), run => Assert.Equal((null, 1L), (run.Error, run.RowsWritten)));

        Assert.Equal(
            ["zone.leave|3|11.52|walkway|media/p.jpg|372"],
            await fixture.RowsAsync("SELECT e.type, p.track, e.value, e.details->>'zone', p.object, p.frame_index FROM events e JOIN pictures p ON e.picture = p.id"));
        Assert.Equal(
            ["media/f.jpg|2|random|person|0.4|3|sha256:00"],
            await fixture.RowsAsync("SELECT object, len(why), why[1], objects[1].label, objects[1].h, objects[1].track, model_digest FROM frames"));
        Assert.Equal(["the picture is missing"], await fixture.RowsAsync("SELECT reason FROM quarantine"));
    }

    [Fact]
    public async Task Runs_of_procedures_come_out_of_the_stream_of_events_as_rows_of_their_own()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();
        await fixture.Lake.AppendRawAsync("raw_events", [
            LakeFixture.Row(1, """{"schema":"shoreline.events/1","camera":"c","time":"2026-01-31T09:30:29.2Z","id":"gw-01/c/1/7","type":"procedure.completed","rule":"assemble"}""", "events"),
            LakeFixture.Row(2, """{"schema":"shoreline.procedures/1","device":"gw-01","camera":"c","time":"2026-01-31T09:30:29.2Z","run":"gw-01/c/1/run-3","procedure":"assemble","track":3,"start":"2026-01-31T09:30:12.48Z","end":"2026-01-31T09:30:29.2Z","seconds":16.72,"outcome":"violated","steps":[{"name":"take","times":1}],"violations":[{"what":"missed","step":"fasten"}]}""", "events"),
            LakeFixture.Row(3, """{"schema":"shoreline.procedures/1","camera":"c","procedure":"assemble","outcome":"ok","start":"x","end":"x"}""", "events"),
            LakeFixture.Row(4, "no JSON", "events")]);

        Assert.All(await Task.WhenAll(jobs.RunAsync("curate-events"), jobs.RunAsync("curate-procedures")), run => Assert.Equal((null, 1L), (run.Error, run.RowsWritten)));

        Assert.Equal(["procedure.completed"], await fixture.RowsAsync("SELECT type FROM events"));
        Assert.Equal(
            ["gw-01/c/1/run-3|assemble|3|16.72|violated|1|missed|take"],
            await fixture.RowsAsync("SELECT run, procedure, track, seconds, outcome, violation_count, violations->0->>'what', steps->0->>'name' FROM procedures"));
        Assert.Equal(["run, procedure or outcome is missing", "the payload is not JSON"], await fixture.RowsAsync("SELECT reason FROM quarantine ORDER BY reason"));
    }

    [Fact]
    public async Task Before_the_first_record_the_target_is_an_empty_table()
    {
        await using var fixture = new LakeFixture();
        await using var jobs = await fixture.JobsAsync();

        await jobs.RunAsync("curate-detections");

        Assert.Equal(0, await fixture.CountAsync("detections"));
    }

    private static async Task<string> BuiltInAsync(string job)
    {
        await using var stream = typeof(DataLake).Assembly.GetManifestResourceStream(job + ".sql")!;
        return await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}

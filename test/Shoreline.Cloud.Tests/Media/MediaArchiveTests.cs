using System.Net;
using System.Text;
using Shoreline.Core;
using Shoreline.Core.Records;

namespace Shoreline.Cloud.Tests.Media;

public sealed class MediaArchiveTests : IDisposable
{
    private static readonly string[] NoMore = ["1"];
    private readonly ScratchFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_fragment_put_twice_is_one_object_and_one_row()
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        var record = Samples.Fragment(0, TimeProvider.System.NowNs());

        var answers = await Task.WhenAll(
            Samples.PutAsync(cloud.Http, "video.entrance", 0, record), Samples.PutAsync(cloud.Http, "video.entrance", 0, record));
        var third = await Samples.PutAsync(cloud.Http, "video.entrance", 0, record);

        Assert.All([.. answers, third], answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        var file = Assert.Single(Directory.GetFiles(_data["bucket", "media"], "*", SearchOption.AllDirectories));
        Assert.Equal(Samples.Init + "moof+mdat", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        var rows = await cloud.QueryAsync("SELECT object, json_extract_string(decode(payload), '$.camera') FROM raw_video");
        Assert.Equal([[Path.GetRelativePath(_data["bucket"], file), "entrance"]], rows);
    }

    [Fact]
    public async Task A_fragment_sent_again_after_a_restart_is_still_one_row()
    {
        var record = Samples.Fragment(0, TimeProvider.System.NowNs());
        await using (var first = await RunningCloud.StartAsync(_data.Path)) await Samples.PutAsync(first.Http, "video.entrance", 0, record);

        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        var answer = await Samples.PutAsync(cloud.Http, "video.entrance", 0, record);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(NoMore, Assert.Single(await cloud.QueryAsync("SELECT count(*) FROM raw_video")));
    }

    [Fact]
    public async Task An_object_whose_row_was_not_committed_gets_its_row_when_it_comes_again()
    {
        BreakableStore store = null!;
        await using var cloud = await RunningCloud.StartAsync(_data.Path, inner => store = new BreakableStore(inner));
        store.FailAfterPut = ".mp4";
        var record = Samples.Fragment(0, TimeProvider.System.NowNs());

        var first = await Samples.PutAsync(cloud.Http, "video.entrance", 0, record);
        var second = await Samples.PutAsync(cloud.Http, "video.entrance", 0, record);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal("application/problem+json", first.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NoContent, second.StatusCode);
        Assert.Equal(NoMore, Assert.Single(await cloud.QueryAsync("SELECT count(*) FROM raw_video")));
    }

    [Fact]
    public async Task The_playlist_and_its_parts_give_back_what_was_put_also_after_a_restart()
    {
        var startNs = TimeProvider.System.NowNs() - (5 * Samples.SecondNs);
        string before;
        await using (var first = await RunningCloud.StartAsync(_data.Path))
        {
            foreach (var i in new[] { 0, 1 }) await Samples.PutAsync(
                first.Http, "video.entrance", i, Samples.Fragment(i, startNs + (i * Samples.SecondNs), $"media-{i}"));
            before = await first.Http.GetStringAsync("/api/v1/cameras/gw-1/entrance/live.m3u8", TestContext.Current.CancellationToken);
        }

        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        var playlist = await cloud.Http.GetStringAsync("/api/v1/cameras/gw-1/entrance/live.m3u8", TestContext.Current.CancellationToken);
        Assert.Equal(before, playlist);
        var parts = Playlist.Parse(playlist);
        Assert.Equal(2, parts.Segments.Count);
        var video = new StringBuilder();
        foreach (var address in new[] { parts.Segments[0].Init, parts.Segments[0].Uri, parts.Segments[1].Uri })
        {
            video.Append(
                await cloud.Http.GetStringAsync($"/api/v1/cameras/gw-1/entrance/{address}", TestContext.Current.CancellationToken));
        }
        Assert.Equal(Samples.Init + "media-0media-1", video.ToString());
        var camera = Assert.Single((await cloud.GetAsync("/api/v1/cameras")).EnumerateArray());
        Assert.Equal("live", camera.GetProperty("state").GetString());
        Assert.Equal(1280, camera.GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task Faces_are_listed_newest_first_and_served_as_immutable_pictures()
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        var nowNs = TimeProvider.System.NowNs();
        await Samples.PutAsync(cloud.Http, "faces", 0, Samples.Face(nowNs - Samples.SecondNs, 0.5));
        await Samples.PutAsync(cloud.Http, "faces", 1, Samples.Face(nowNs, 0.75));

        var faces = (await cloud.GetAsync("/api/v1/faces")).EnumerateArray().ToList();

        Assert.Equal([0.75, 0.5], faces.Select(face => face.GetProperty("score").GetDouble()));
        var picture = await cloud.Http.GetAsync(faces[0].GetProperty("url").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", picture.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal("jpeg", await picture.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(MediaHeader.FrameSchema, "frames")]
    [InlineData(MediaHeader.PictureSchema, "pictures")]
    public async Task Pictures_with_an_id_are_objects_named_by_it_and_rows_of_their_stream(string schema, string stream)
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        const long TimeNs = 1_769_851_800_000_000_000;
        var answer = await Samples.PutAsync(cloud.Http, stream, 3, Samples.Picture(schema, TimeNs));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Samples.PutAsync(cloud.Http, stream, 3, Samples.Picture(schema, TimeNs))).StatusCode); // sent once more

        var path = Assert.Single(Directory.GetFiles(_data["bucket", "media"], "*", SearchOption.AllDirectories));
        Assert.Equal(
            $"media/gw-1/entrance/{stream}/2026-01-31/09/{TimeNs}_1280x720_{PictureId.Of("jpeg"u8)}_{Samples.Incarnation}_3.jpg", Path.GetRelativePath(_data["bucket"], path));
        Assert.True(Directory.Exists(_data["bucket", "lake", "raw_" + stream]));
    }

    [Theory]
    [InlineData(MediaHeader.FrameSchema, "frames")]
    [InlineData(MediaHeader.PictureSchema, "pictures")]
    public async Task A_picture_that_is_not_the_one_of_its_id_is_refused_for_good(string schema, string stream)
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        var answer = await Samples.PutAsync(cloud.Http, stream, 0, Samples.Picture(schema, TimeProvider.System.NowNs(), ofId: "another"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("is not the one of the picture of 4 bytes", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("video.other", "belongs into the stream 'video.entrance'")]
    [InlineData("faces", "belongs into the stream 'video.entrance'")]
    public async Task A_fragment_in_a_stream_that_is_not_its_cameras_is_refused_for_good(string stream, string reason)
    {
        await using var cloud = await RunningCloud.StartAsync(_data.Path);
        var answer = await Samples.PutAsync(cloud.Http, stream, 0, Samples.Fragment(0, TimeProvider.System.NowNs()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_media_record_and_what_is_too_long_are_refused_for_good()
    {
        var options = RunningCloud.Options(_data.Path) with { Ingest = new IngestOptions { MaxBodyBytes = 2048 } };
        await using var cloud = await RunningCloud.StartAsync(options);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Samples.PutAsync(cloud.Http, "video.entrance", 0, [1, 2, 3])).StatusCode);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, (await Samples.PutAsync(cloud.Http, "video.entrance", 0, new byte[4096])).StatusCode);
        var withoutTime = await cloud.Http.PutAsync(
            $"/ingest/v1/gw-1/faces/{Samples.Incarnation}/0", new ByteArrayContent(Samples.Face(0)), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, withoutTime.StatusCode);
        Assert.False(Directory.Exists(_data["bucket", "media"]));
    }
}

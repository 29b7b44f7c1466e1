using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shoreline.Core;

namespace Shoreline.Cloud.Tests.Api;

public sealed class ApiTests(ApiTests.Cloud shared) : IClassFixture<ApiTests.Cloud>
{
    private HttpClient Http => shared.Running.Http;

    [Fact]
    public async Task The_OpenAPI_document_lists_every_route()
    {
        var document = await shared.Running.GetAsync("/openapi/v1.json");
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(verb => $"{verb.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(
            [
                "GET /api/v1/cameras", "GET /api/v1/cameras/{device}/{camera}/detections", "GET /api/v1/cameras/{device}/{camera}/fragments/{incarnation}/{sequence}.m4s",
                "GET /api/v1/cameras/{device}/{camera}/init/{digest}.mp4", "GET /api/v1/cameras/{device}/{camera}/live.m3u8", "GET /api/v1/charts/detections",
                "GET /api/v1/charts/readings", "GET /api/v1/demo", "GET /api/v1/faces", "GET /api/v1/jobs", "GET /api/v1/media/{key}", "GET /api/v1/status",
                "GET /api/v1/streams", "GET /api/v1/tables", "POST /api/v1/jobs/{name}/run", "POST /api/v1/query", "PUT /api/v1/demo/link",
                "PUT /ingest/v1/{device}/{stream}/{incarnation}/{sequence}",
            ],
            described.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("10.0.0.7", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1234", HttpStatusCode.OK)]
    [InlineData("[::1]:1234", HttpStatusCode.OK)]
    [InlineData("Lake.Example", HttpStatusCode.OK)]
    public async Task Only_names_of_this_portal_are_answered(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status") { Headers = { Host = host } };
        Assert.Equal(expected, (await Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("own", HttpStatusCode.OK)]
    public async Task Pages_of_other_sites_change_nothing(string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/query") { Content = JsonContent.Create(new { sql = "SELECT 1" }) };
        if (origin is not null) request.Headers.Add("Origin", origin == "own" ? Http.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        Assert.Equal(expected, (await Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/nothing", 404)]
    [InlineData("/api/v1/cameras/gw-9/none/live.m3u8", 404)]
    [InlineData("/api/v1/media/gw-9/../../lake/x.jpg", 404)]
    [InlineData("/api/v1/media/gw-9/..%2f..%2f..%2flake%2fx.jpg", 400)]
    [InlineData("/api/v1/media/gw-9/none.jpg", 404)]
    [InlineData("/assets/none.js", 404)]
    [InlineData("/api/v1/cameras/gw-1/a/detections?from=noon", 400)]
    [InlineData("/api/v1/cameras/gw-1/a/detections?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z", 400)]
    [InlineData("/api/v1/charts/detections?minutes=0", 400)]
    [InlineData("/api/v1/demo", 404)]
    public async Task A_request_that_cannot_be_met_is_told_why_as_a_problem(string path, int status)
    {
        var answer = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_wrong_statement_is_told_in_one_line()
    {
        var answer = await Http.PostAsJsonAsync("/api/v1/query", new { sql = "SELEC 1" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain('\n', (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_query_answers_with_typed_columns_and_rows()
    {
        var answer = await Http.PostAsJsonAsync("/api/v1/query", new { sql = "SELECT 7 AS n, 'x' AS t UNION ALL SELECT 8, NULL ORDER BY n", maxRows = 1 }, TestContext.Current.CancellationToken);
        var content = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("""[{"name":"n","type":"INTEGER"},{"name":"t","type":"VARCHAR"}]""", content.GetProperty("columns").GetRawText());
        Assert.Equal("""[[7,"x"]]""", content.GetProperty("rows").GetRawText());
        Assert.True(content.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task A_page_of_the_portal_is_a_page_and_not_an_error()
    {
        var answer = await Http.GetAsync("/cameras/gw-1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Detections_reach_overlay_chart_camera_list_and_curated_table()
    {
        await using var acks = await AckListener.StartAsync(shared.Running.Host.Broker);
        var nowNs = TimeProvider.System.NowNs();
        var frames = Enumerable.Range(0, 3).Select(i => Frame("door", nowNs - ((2 - i) * 100_000_000L), i)).ToArray();
        await new ForeignPublisher(shared.Running.Host.Broker).RecordsAsync("detections", 0, frames);
        await Until.TrueAsync(() => acks.Covers("detections", 0, 2), "the frames are acknowledged");

        var from = Uri.EscapeDataString(Timestamps.ToText(nowNs - 1_000_000_000));
        var to = Uri.EscapeDataString(Timestamps.ToText(nowNs + 1000));
        var seen = (await shared.Running.GetAsync($"/api/v1/cameras/gw-1/door/detections?from={from}&to={to}")).GetProperty("frames").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2], seen.Select(frame => frame.GetProperty("detections").GetArrayLength()));
        Assert.Equal("[0.1,0.2,0.3,0.4]", seen[1].GetProperty("detections")[0].GetProperty("box").GetRawText());

        var camera = (await shared.Running.GetAsync("/api/v1/cameras")).EnumerateArray().Single(camera => camera.GetProperty("camera").GetString() == "door");
        Assert.Equal(("live", 3, "yunet"), (camera.GetProperty("state").GetString()!, camera.GetProperty("detectionsPerMinute").GetInt32(), camera.GetProperty("model").GetString()!));
        Assert.Equal(3, ChartTotal(await shared.Running.GetAsync("/api/v1/charts/detections?minutes=10")));

        var run = await Http.PostAsync("/api/v1/jobs/curate-detections/run", null, TestContext.Current.CancellationToken);
        Assert.Equal(JsonValueKind.Null, (await run.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("error").ValueKind);
        Assert.Equal([["3"]], await shared.Running.QueryAsync("SELECT count(*) FROM detections WHERE camera = 'door'"));
        Assert.Equal(3, ChartTotal(await shared.Running.GetAsync("/api/v1/charts/detections?minutes=60")));
    }

    [Fact]
    public async Task Readings_reach_the_chart_as_means()
    {
        await using var acks = await AckListener.StartAsync(shared.Running.Host.Broker);
        var time = Timestamps.ToText(TimeProvider.System.NowNs());
        await new ForeignPublisher(shared.Running.Host.Broker).RecordsAsync("readings", 0, Reading(time, 20), Reading(time, 22));
        await Until.TrueAsync(() => acks.Covers("readings", 0, 1), "the readings are acknowledged");
        var series = Assert.Single((await shared.Running.GetAsync("/api/v1/charts/readings")).GetProperty("series").EnumerateArray());
        Assert.Equal(("temperature", "Cel"), (series.GetProperty("sensor").GetString()!, series.GetProperty("unit").GetString()!));
        Assert.Equal(21, series.GetProperty("points")[0][1].GetDouble());
    }

    [Fact]
    public async Task A_gateways_report_shows_depth_lag_and_what_landed()
    {
        await using var acks = await AckListener.StartAsync(shared.Running.Host.Broker);
        var report = $$"""
            {"schema":"shoreline.device/1","device":"gw-1","time":"{{Timestamps.ToText(TimeProvider.System.NowNs())}}","version":"0","uptimeSeconds":1,
            "streams":[{"name":"device","incarnation":"{{ForeignPublisher.Incarnation}}","oldest":0,"newest":9,"bytes":70,"evictedUnexported":0,
            "exports":[{"id":"cloud","confirmed":3,"state":"sending","error":null}]}],
            "cameras":[{"name":"door","state":"live","captured":3,"analysed":2,"dropped":{"late":1},"reconnects":0,"model":"yunet"}],"components":[]}
            """.ReplaceLineEndings("");
        await new ForeignPublisher(shared.Running.Host.Broker).RecordsAsync("device", 0, report);
        await Until.TrueAsync(() => acks.Covers("device", 0, 0), "the report is acknowledged");

        var device = Assert.Single((await shared.Running.GetAsync("/api/v1/streams")).EnumerateArray());
        Assert.False(device.GetProperty("stale").GetBoolean());
        var stream = Assert.Single(device.GetProperty("streams").EnumerateArray());
        Assert.Equal((1, 6), (stream.GetProperty("landed").GetInt64(), stream.GetProperty("exports")[0].GetProperty("lag").GetInt64()));
        Assert.Equal(1, device.GetProperty("cameras")[0].GetProperty("dropped").GetProperty("late").GetInt64());
    }

    private static double ChartTotal(JsonElement chart) => chart.GetProperty("series").EnumerateArray()
        .Where(series => series.GetProperty("camera").GetString() == "door")
        .SelectMany(series => series.GetProperty("points").EnumerateArray()).Sum(point => point[1].GetDouble());

    private static string Reading(string time, double value) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"schema":"shoreline.readings/1","device":"gw-1","sensor":"temperature","time":"{{time}}","value":{{value}},"unit":"Cel"}""");

    private static string Frame(string camera, long timeNs, int objects)
    {
        var detections = string.Join(',', Enumerable.Repeat("""{"label":"face","score":0.9,"box":[0.1,0.2,0.3,0.4],"keypoints":[[0.1,0.2,1]]}""", objects));
        return $$$"""{"schema":"shoreline.detections/1","device":"gw-1","camera":"{{{camera}}}","time":"{{{Timestamps.ToText(timeNs)}}}","frame":{"index":{{{objects}}},"ptsNs":0,"width":1280,"height":720},"model":{"name":"yunet","digest":"x"},"detections":[{{{detections}}}]}""";
    }

    /// <summary>One cloud for the tests of this class; each uses streams or cameras of its own.</summary>
    public sealed class Cloud : IAsyncLifetime
    {
        private readonly ScratchFolder _data = new();

        internal RunningCloud Running { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var options = RunningCloud.Options(_data.Path);
            Running = await RunningCloud.StartAsync(options with { Portal = options.Portal with { Hosts = ["lake.example"] } });
        }

        public async ValueTask DisposeAsync()
        {
            await Running.DisposeAsync();
            _data.Dispose();
        }
    }
}

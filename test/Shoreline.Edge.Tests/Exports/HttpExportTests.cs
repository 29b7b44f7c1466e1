using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Http;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

public sealed class HttpExportTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly int _port = Ports.Free();
    private StreamStore _store = null!;
    private DurableStream _stream = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder["streams"] }, TestContext.Current.CancellationToken);
        _stream = _store.Create(new StreamDefinition { Name = "video.line" });
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_record_is_put_again_until_the_cloud_takes_it()
    {
        await using var cloud = await IngestDouble.StartAsync(_port);
        cloud.Answer = (_, before) => Task.FromResult(before < 2 ? 503 : 204);
        await using var engine = Start();
        await AppendAsync("one");

        await ConfirmedAsync(engine, 0);

        Assert.Equal(3, cloud.Attempts[0]);
        Assert.Equal("one", Encoding.UTF8.GetString(cloud.Stored[0]));
        Assert.Contains("gw-test/video.line", cloud.Paths);
    }

    [Fact]
    public async Task A_refused_record_is_set_aside_with_the_reason_and_the_next_ones_go_on()
    {
        await using var cloud = await IngestDouble.StartAsync(_port);
        cloud.Answer = (sequence, _) => Task.FromResult(sequence == 1 ? 422 : 204);
        await using var engine = Start();
        foreach (var text in (string[])["one", "two", "three"]) await AppendAsync(text);

        await ConfirmedAsync(engine, 2);

        Assert.Equal([0L, 2L], cloud.Stored.Keys.Order());
        using var dead = new RecordBatch();
        Assert.Equal(1, _store.Get("dead.video.line").Read(0, 10, 1 << 20, dead));
        var letter = Encoding.UTF8.GetString(dead[0].Payload.Span).Split('\n');
        Assert.Contains("\"sequence\":1", letter[0], StringComparison.Ordinal);
        Assert.Contains("HTTP 422: told to answer 422", letter[0], StringComparison.Ordinal);
        Assert.Equal("two", letter[1]);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task What_an_operator_can_mend_is_tried_again_not_set_aside(int status)
    {
        await using var cloud = await IngestDouble.StartAsync(_port);
        cloud.Answer = (_, before) => Task.FromResult(before < 1 ? status : 204);
        await using var engine = Start();
        await AppendAsync("one");

        await ConfirmedAsync(engine, 0);

        Assert.Single(cloud.Stored);
        Assert.False(_store.TryGet("dead.video.line", out _));
    }

    [Fact]
    public async Task Several_go_at_once_and_the_cursor_moves_in_order()
    {
        await using var cloud = await IngestDouble.StartAsync(_port);
        var hold = new TaskCompletionSource<int>();
        cloud.Answer = (sequence, _) => sequence == 0 ? hold.Task : Task.FromResult(204);
        await using var engine = Start();
        for (var i = 0; i < 10; i++) await AppendAsync($"fragment {i}");

        await Until.TrueAsync(() => cloud.Stored.Count == 9, "those beside the first to be stored");
        Assert.Equal(-1, Report(engine).Confirmed);

        hold.SetResult(204);
        await ConfirmedAsync(engine, 9);
    }

    [Fact]
    public async Task Without_a_cloud_appends_go_on_and_it_says_that_it_is_offline()
    {
        await using var engine = Start();
        for (var i = 0; i < 100; i++) await AppendAsync($"fragment {i}");
        await Until.TrueAsync(() => Report(engine) is { State: "offline", Error: not null }, "the export to be offline");

        await using var cloud = await IngestDouble.StartAsync(_port);

        await ConfirmedAsync(engine, 99);
        Assert.Equal(100, cloud.Stored.Count);
    }

    private ExportEngine Start()
    {
        var destination = new HttpIngestDestination("cloud", new DeviceName("gw-test"), _http, new Uri($"http://127.0.0.1:{_port}"));
        var plan = new FixedPlan { Gate = new LinkGate(TimeProvider.System) }.With("video.line", FixedPlan.Spec("cloud"), destination);
        return new ExportEngine(_store, plan, NullLogger.Instance, TimeProvider.System);
    }

    private async Task AppendAsync(string text) =>
        await _stream.AppendAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    private static ExportReport Report(ExportEngine engine) => engine.Reports("video.line").Single();

    private static Task ConfirmedAsync(ExportEngine engine, long sequence) =>
        Until.TrueAsync(() => Report(engine).Confirmed == sequence, $"record {sequence} to be confirmed");
}

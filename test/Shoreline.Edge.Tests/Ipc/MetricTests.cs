using System.Diagnostics.Metrics;
using System.Text;
using Shoreline.Core.Naming;
using Shoreline.Edge.Metrics;
using Shoreline.Edge.Tests.Runtime;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Metrics of components (greengrass-ipc, 6.9): gauges, the stream of docs/formats/records.md, and bounds.</summary>
public sealed class MetricTests : IAsyncDisposable
{
    private const string Everything = """{"accessControl":{"aws.greengrass.ipc.componentmetric":{"p":{"operations":["*"],"resources":["*"]}}}}""";

    private readonly ServedIpc _served = new();

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Fact]
    public async Task Only_components_of_the_platform_put_metrics()
    {
        const string Metric = """{"metrics":[{"name":"depth","unit":"COUNT","value":7},{"name":"rate","unit":"BYTES_PER_SECOND","value":0.5}]}""";
        using var plain = await _served.ConnectAsync("a", Everything);
        Assert.Equal("UnauthorizedError", await plain.ErrorShapeAsync(IpcOperations.PutComponentMetric, Metric));
        using var seen = new MetricProbe(Edge.Ipc.Operations.MetricOperations.MeterName);
        using var streams = await _served.ConnectAsync("aws.greengrass.StreamManager", "{}"); // needs no policy
        await streams.OkAsync(IpcOperations.PutComponentMetric, Metric);
        Assert.Equal(
            ["shoreline.component.count depth 7", "shoreline.component.bytes_per_second rate 0.5"],
            seen.Of("aws.greengrass.StreamManager"));
        using var other = await _served.ConnectAsync("aws.other", """{"accessControl":{"aws.greengrass.ipc.componentmetric":{"p":{"operations":["*"],"resources":["depth"]}}}}""");
        // Rate is not granted, so nothing is taken.
        Assert.Equal("UnauthorizedError", await other.ErrorShapeAsync(IpcOperations.PutComponentMetric, Metric));
        Assert.Empty(seen.Of("aws.other"));
        await other.OkAsync(IpcOperations.PutComponentMetric, """{"metrics":[{"name":"depth","unit":"SECONDS","value":0}]}""");
        Assert.Equal(["shoreline.component.seconds depth 0"], seen.Of("aws.other"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metrics":[]}""")]
    [InlineData("""{"metrics":[null]}""")]
    [InlineData("""{"metrics":[{"unit":"COUNT","value":1}]}""")]
    [InlineData("""{"metrics":[{"name":"123456789012345678901234567890123","unit":"COUNT","value":1}]}""")]
    [InlineData("""{"metrics":[{"name":"a","unit":"FURLONGS","value":1}]}""")]
    [InlineData("""{"metrics":[{"name":"a","value":1}]}""")]
    [InlineData("""{"metrics":[{"name":"a","unit":"COUNT","value":-1}]}""")]
    [InlineData("""{"metrics":[{"name":"a","unit":"COUNT"}]}""")]
    public async Task A_metric_that_is_none_is_refused(string request)
    {
        using var streams = await _served.ConnectAsync("aws.greengrass.StreamManager", "{}");
        Assert.Equal("InvalidArgumentsError", await streams.ErrorShapeAsync(IpcOperations.PutComponentMetric, request));
    }

    [Fact]
    public async Task Metrics_have_a_bound()
    {
        using var streams = await _served.ConnectAsync("aws.greengrass.StreamManager", "{}");
        for (var component = 0; component < 10; component++)
        {
            using var one = await _served.ConnectAsync($"aws.{component}", Everything);
            await one.OkAsync(IpcOperations.PutComponentMetric, Metrics(100));
        }
        var (shape, message) = await streams.ErrorAsync(IpcOperations.PutComponentMetric, Metrics(1));
        Assert.Equal("ServiceError", shape);
        Assert.Contains("1,000", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_that_reports_too_fast_is_refused_counted_and_heard_again_later()
    {
        var clock = new SteppedClock();
        await using var served = new ServedIpc(time: clock);
        using var streams = await served.ConnectAsync("aws.greengrass.StreamManager", "{}");
        await streams.OkAsync(IpcOperations.PutComponentMetric, Metrics(95));
        var refused = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Name == "shoreline.component.metrics.refused") to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref refused, count));
        listener.Start();

        Assert.Equal("ServiceError", await streams.ErrorShapeAsync(IpcOperations.PutComponentMetric, Metrics(6)));
        Assert.Equal("ServiceError", await streams.ErrorShapeAsync(IpcOperations.PutComponentMetric, Metrics(101))); // more than ever fits
        await streams.OkAsync(IpcOperations.PutComponentMetric, Metrics(5));
        Assert.Equal(107, refused);

        clock.Advance(TimeSpan.FromSeconds(1));
        await streams.OkAsync(IpcOperations.PutComponentMetric, Metrics(10));
        Assert.Equal("ServiceError", await streams.ErrorShapeAsync(IpcOperations.PutComponentMetric, Metrics(1)));
    }

    [Fact]
    public async Task Metrics_are_in_the_stream_when_they_are_answered()
    {
        using var folder = new ScratchFolder();
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = folder.Path }, TestContext.Current.CancellationToken);
        var stream = store.Create(new StreamDefinition { Name = "component-metrics", MaxBytes = 1 << 20, SegmentBytes = 1 << 17 });
        _served.Parts.Metrics.Stream = new ComponentMetricStream(new DeviceName("gw-01"), stream, new SteppedClock());
        using var streams = await _served.ConnectAsync("aws.greengrass.StreamManager", "{}");

        await streams.OkAsync(IpcOperations.PutComponentMetric, """{"metrics":[{"name":"depth","unit":"COUNT","value":7},{"name":"rate","unit":"BYTES_PER_SECOND","value":0.5}]}""");

        using var batch = new RecordBatch();
        Assert.Equal(1, stream.Read(0, 10, 1 << 20, batch));
        Assert.Equal(
            """{"schema":"shoreline.metrics/1","device":"gw-01","time":"2026-01-31T09:30:00.000000Z","component":"aws.greengrass.StreamManager","""
            + "\"metrics\":" + """[{"name":"depth","unit":"COUNT","value":7},{"name":"rate","unit":"BYTES_PER_SECOND","value":0.5}]}""", Encoding.UTF8.GetString(batch[0].Payload.Span));
        await store.DeleteAsync("component-metrics");
        Assert.Equal("ServiceError", await streams.ErrorShapeAsync(IpcOperations.PutComponentMetric, Metrics(1)));
    }

    private static string Metrics(int count)
    {
        var metrics = Enumerable.Range(0, count).Select(i => $$"""{"name":"{{i}}","unit":"COUNT","value":1}""");
        return $$"""{"metrics":[{{string.Join(',', metrics)}}]}""";
    }
}

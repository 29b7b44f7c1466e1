using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports;
using Shoreline.Edge.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>
/// Exports that a stream's own definition asks for, while it changes under the running engine (specification, 3.10 and 5.6).
/// </summary>
public sealed class LiveDefinitionTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly ScriptedDestination _destination = new();
    private readonly ExportScheduler _link = new(5, budget: null, TimeProvider.System);
    private StreamStore _store = null!;
    private ExportEngine _engine = null!;
    private DurableStream _stream = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder["streams"] }, TestContext.Current.CancellationToken);
        _stream = _store.Create(DefinitionMapping.ToEngine(Definition(Kinesis("k"))));
        _engine = new ExportEngine(_store, new ProtocolPlan(_destination, _link), NullLogger.Instance, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _link.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_export_that_is_added_begins_at_the_oldest_record_and_one_that_is_left_out_is_forgotten()
    {
        await AppendAsync(20);
        await ConfirmedAsync("k", 19);

        await UpdateAsync(Kinesis("k"), Kinesis("later"));
        await ConfirmedAsync("later", 19);
        await UpdateAsync(Kinesis("later"));
        Assert.Null(_engine.Find("s", ProtocolExports.CursorId("k")));

        var attempts = _destination.Attempts.Count;
        await UpdateAsync(Kinesis("k"), Kinesis("later"));
        await ConfirmedAsync("k", 19);
        Assert.Equal(["s:0-9/10", "s:10-19/10"], _destination.Attempts.Skip(attempts)); // its position was forgotten: all go again
    }

    [Fact]
    public async Task A_replaced_export_keeps_its_position_unless_it_is_given_another_start()
    {
        await AppendAsync(20);
        await ConfirmedAsync("k", 19);

        await UpdateAsync(Kinesis("k") with { Priority = 1 });
        await AppendAsync(1);
        await ConfirmedAsync("k", 20);
        Assert.Equal("s:20-20/1", _destination.Attempts[^1]);

        await UpdateAsync(Kinesis("k") with { StartSequenceNumber = 15 });
        await Until.TrueAsync(() => _destination.Attempts[^1] == "s:15-20/6", "the records from the new start on");
        var attempts = _destination.Attempts.Count;
        await UpdateAsync(Kinesis("k") with { StartSequenceNumber = 15, Priority = 3 });
        await AppendAsync(1);
        await ConfirmedAsync("k", 21);
        Assert.Equal(["s:21-21/1"], _destination.Attempts.Skip(attempts)); // the same start moves nothing
    }

    [Fact]
    public async Task A_disabled_export_pauses_and_goes_on_where_it_was()
    {
        await AppendAsync(5);
        await ConfirmedAsync("k", 4);
        await UpdateAsync(Kinesis("k") with { Disabled = true });
        await AppendAsync(5);
        Assert.Equal(("paused", 4, 5), (Report("k").State, Report("k").Confirmed, Report("k").WaitingRecords));

        await UpdateAsync(Kinesis("k"));

        await ConfirmedAsync("k", 9);
        Assert.Equal("s:5-9/5", _destination.Attempts[^1]);
    }

    [Fact]
    public async Task What_is_not_served_is_described_with_the_reason_and_an_alternative()
    {
        await _store.UpdateAsync(DefinitionMapping.ToEngine(Definition(Kinesis("k")) with
        {
            ExportDefinition = new ExportDefinition
            {
                Kinesis = [Kinesis("k")],
                IoTAnalytics = [new IoTAnalyticsConfig { Identifier = "old", IotChannel = "c" }],
                IoTSiteWise = [new IoTSiteWiseConfig { Identifier = "plant" }],
            },
        }));
        await _engine.FollowAsync();
        await AppendAsync(3);
        await ConfirmedAsync("k", 2);

        var statuses = new ProtocolExportStatuses(_engine).Of(_stream).ToDictionary(s => s.ExportConfigIdentifier);

        Assert.Contains("retired by its vendor", statuses["old"].ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("kinesis or s3TaskExecutor", statuses["old"].ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("exports.siteWise", statuses["plant"].ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((-1, 0), (statuses["old"].LastExportedSequenceNumber, statuses["old"].ExportedMessagesCount));
        var served = statuses["k"];
        Assert.Equal(
            (2, 3, 24, null),
            (served.LastExportedSequenceNumber, served.ExportedMessagesCount, served.ExportedBytesFromStream, served.ErrorMessage));
        Assert.True(served.LastExportTime > 0);
    }

    [Fact]
    public void Identifiers_become_cursor_names_that_collide_with_no_other()
    {
        var longest = new string('a', 255);
        string[] identifiers = ["cloud", "local", "a", "A", " ", ".", longest, longest[..254] + "b", longest[..252], longest[..253]];

        var ids = identifiers.Select(ProtocolExports.CursorId).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(id.Length <= StreamLimits.NameChars && id.StartsWith("sm:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ftp://host/x")]
    [InlineData("not an address")]
    public void An_http_export_to_no_http_address_is_kept_and_says_so(string uri)
    {
        var definition = Definition() with
        {
            ExportDefinition = new ExportDefinition { Http = [new HttpConfig { Identifier = "h", Uri = uri }] },
        };

        var spec = Assert.Single(ProtocolExports.Of(DefinitionMapping.ToEngine(definition), new ExportSettings()));

        Assert.Contains(uri, Assert.IsType<ToNowhere>(spec.To).Reason, StringComparison.Ordinal);
    }

    private static KinesisConfig Kinesis(string identifier) =>
        new() { Identifier = identifier, KinesisStreamName = "target", BatchSize = 10 };

    private static MessageStreamDefinition Definition(params IReadOnlyList<KinesisConfig> kinesis) => new()
    {
        Name = "s",
        StrategyOnFull = StrategyOnFull.RejectNewData,
        ExportDefinition = new ExportDefinition { Kinesis = kinesis },
    };

    private async Task UpdateAsync(params IReadOnlyList<KinesisConfig> kinesis)
    {
        await _store.UpdateAsync(DefinitionMapping.ToEngine(Definition(kinesis)));
        await _engine.FollowAsync();
    }

    private async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _stream.AppendAsync(Encoding.UTF8.GetBytes($"record {i % 10}"), TestContext.Current.CancellationToken);
        }
    }

    private Core.Records.ExportReport Report(string identifier) => _engine.Reports("s").Single(r => r.Name == identifier);

    private Task ConfirmedAsync(string identifier, long sequence) =>
        Until.TrueAsync(() => Report(identifier).Confirmed == sequence, $"record {sequence} to be confirmed by {identifier}");
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Records;
using Shoreline.Edge.Exports;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

public sealed class StreamExportTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly StepClock _clock = new();
    private readonly ScriptedDestination _destination = new();
    private StreamStore _store = null!;
    private DurableStream _stream = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await OpenAsync();
        _stream = _store.Create(new StreamDefinition { Name = "readings" });
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_higher_priority_never_waits_behind_a_backlog_for_more_than_one_batch()
    {
        var alarms = _store.Create(new StreamDefinition { Name = "alarms" });
        var sending = new SemaphoreSlim(0);
        _destination.Answer = async (_, _, cancel) =>
        {
            await sending.WaitAsync(cancel);
            return Delivery.Confirmed;
        };
        using var plan = new FixedPlan(sendsAtOnce: 1)
            .With("readings", FixedPlan.Spec("cloud") with { Priority = 9 }, _destination).With(
                "alarms", FixedPlan.Spec("cloud") with { Priority = 1 }, _destination);
        await AppendAsync(_stream, 1000);
        await using var engine = Start(plan, TimeProvider.System);
        await Until.TrueAsync(() => _destination.Attempts.Count == 1, "the first batch of the backlog to be on its way");

        for (var alarm = 0; alarm < 20; alarm++)
        {
            await AppendAsync(alarms, 1);
            await Until.TrueAsync(() => engine.Reports("alarms").Single().State == "queued", "the alarm to wait for its turn");
            sending.Release(); // the batch of the backlog that is crossing
            await Until.TrueAsync(() => _destination.Attempts[^1] == $"alarms:{alarm}-{alarm}/1", "the alarm to be next");
            sending.Release();
            await Until.TrueAsync(() => _destination.Attempts.Count == 2 * alarm + 3, "the backlog to go on");
        }

        Assert.Equal(20, _destination.Attempts.Count(a => a.StartsWith("alarms:", StringComparison.Ordinal)));
        Assert.All(
            _destination.Attempts.Index(), a => Assert.Equal(a.Index % 2 == 1, a.Item.StartsWith("alarms:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_what_is_pending_is_sent_again_and_the_cursor_waits_for_all()
    {
        await AppendAsync(_stream, 6);
        _destination.Answer = (batch, _, _) =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.IsPending(i) && (i % 2 == 0 || _destination.Attempts.Count > 1)) batch.SetDelivered(i);
            }
            return Task.FromResult(batch.PendingCount == 0 ? Delivery.Confirmed : Delivery.Failed($"{batch.PendingCount} were throttled"));
        };
        using var plan = FixedPlan.Of("readings", _destination);
        await using var engine = Start(plan);
        await Until.TrueAsync(
            () => Report(engine) is { State: "waiting", Confirmed: -1, Error: "3 were throttled" }, "the pause after the first attempt");

        await AdvanceUntilAsync(() => Report(engine).Confirmed == 5, "all to be confirmed");

        Assert.Equal(["readings:0-5/6", "readings:0-5/3"], _destination.Attempts);
        Assert.Equal((6, 0, null), (Report(engine).ExportedRecords, Report(engine).Refused, Report(engine).Error));
    }

    [Fact]
    public async Task Refused_records_are_set_aside_one_by_one_each_with_its_reason()
    {
        await AppendAsync(_stream, 5);
        _destination.Answer = (batch, _, _) =>
        {
            batch.SetRefused(1, "too large");
            batch.SetRefused(3, "not JSON");
            return Task.FromResult(Delivery.Confirmed);
        };
        using var plan = FixedPlan.Of("readings", _destination);
        await using var engine = Start(plan);
        await Until.TrueAsync(() => Report(engine).Confirmed == 4, "the cursor to be at the end");

        Assert.Equal([(1, "too large", "record 1"), (3, "not JSON", "record 3")], DeadLetters());
        Assert.Equal((3, 2), (Report(engine).ExportedRecords, Report(engine).Refused));
        Assert.Contains("2 of the records 0 to 4 were refused", Report(engine).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_attempt_leaves_pending_when_it_is_refused_is_set_aside_and_not_what_was_delivered()
    {
        await AppendAsync(_stream, 3);
        _destination.Answer = (batch, _, _) =>
        {
            batch.SetDelivered(0);
            return Task.FromResult(Delivery.Refused("no such shard"));
        };
        using var plan = FixedPlan.Of("readings", _destination);
        await using var engine = Start(plan);
        await Until.TrueAsync(() => Report(engine).Confirmed == 2, "the cursor to be at the end");

        Assert.Equal([1, 2], DeadLetters().Select(d => d.Sequence));
        Assert.Equal(1, Report(engine).ExportedRecords);
    }

    [Fact]
    public async Task Pauses_grow_up_to_the_limit_and_begin_anew_after_a_success()
    {
        _destination.Answer = (batch, _, _) => Task.FromResult(batch.First == 0 ? Delivery.Failed("busy") : Delivery.Confirmed);
        using var plan = FixedPlan.Of("readings", _destination);
        await using var engine = Start(plan, longestRetry: TimeSpan.FromSeconds(10));
        await AppendAsync(_stream, 1);
        var pauses = new List<double>();
        for (var attempt = 1; attempt <= 12; attempt++)
        {
            await Until.TrueAsync(() => _destination.Attempts.Count == attempt && Report(engine).State == "waiting", "the pause");
            var began = _clock.GetTimestamp();
            var step = TimeSpan.FromMilliseconds(attempt <= 2 ? 50 : 500);
            await AdvanceUntilAsync(() => _destination.Attempts.Count > attempt, "the next attempt", step);
            pauses.Add(_clock.GetElapsedTime(began).TotalSeconds);
        }

        Assert.InRange(pauses[0], 0.2, 0.4);
        Assert.All(pauses[^4..], pause => Assert.InRange(pause, 8, 12.6));
        Assert.Equal("busy", Report(engine).Error);
    }

    [Fact]
    public async Task Batches_that_fail_together_cost_one_pause_and_not_one_each()
    {
        _destination.Limits = new ExportLimits(BatchRecords: 1, BatchBytes: 1 << 20, WindowBatches: 16, WindowBytes: 1 << 20);
        var lost = new TaskCompletionSource<Delivery>(TaskCreationOptions.RunContinuationsAsynchronously);
        _destination.Answer = (_, turn, _) =>
        {
            turn.Dispose(); // across; the answer is missing
            return _destination.Attempts.Count <= 16 ? lost.Task : Task.FromResult(Delivery.Confirmed);
        };
        await AppendAsync(_stream, 16);
        using var plan = FixedPlan.Of("readings", _destination);
        await using var engine = Start(plan, longestRetry: TimeSpan.FromHours(1));
        await Until.TrueAsync(() => _destination.Attempts.Count == 16, "all to be on their way");
        var began = _clock.GetTimestamp();
        lost.SetResult(Delivery.Failed("no confirmation"));

        await AdvanceUntilAsync(() => Report(engine).Confirmed == 15, "all to be confirmed");

        Assert.InRange(_clock.GetElapsedTime(began).TotalSeconds, 0.2, 5);
    }

    [Fact]
    public async Task With_an_interval_a_batch_goes_when_it_is_full_or_its_oldest_record_is_old_enough()
    {
        using var plan = new FixedPlan().With(
            "readings", FixedPlan.Spec("cloud") with { BatchRecords = 5, BatchInterval = TimeSpan.FromSeconds(60) }, _destination);
        await using var engine = Start(plan);
        await AppendAsync(_stream, 4);
        _clock.Advance(TimeSpan.FromSeconds(59));
        await AppendAsync(_stream, 1);
        await Until.TrueAsync(() => Report(engine).Confirmed == 4, "the full batch");

        await AppendAsync(_stream, 2);
        await Until.TrueAsync(() => _clock.SetTimers >= 3, "the wait for the interval"); // beside those of the engine and the scheduler
        await AdvanceUntilAsync(() => Report(engine).Confirmed == 6, "the batch that is not full", TimeSpan.FromSeconds(10));

        Assert.Equal(["readings:0-4/5", "readings:5-6/2"], _destination.Attempts);
    }

    [Fact]
    public async Task A_failed_batch_is_not_overtaken_by_the_ones_behind_it()
    {
        _destination.Limits = new ExportLimits(BatchRecords: 1, BatchBytes: 1 << 20, WindowBatches: 8, WindowBytes: 1 << 20);
        _destination.Answer = (_, _, _) =>
            Task.FromResult(_destination.Attempts.Count <= 3 ? Delivery.Failed("quota") : Delivery.Confirmed);
        await AppendAsync(_stream, 3);
        using var plan = FixedPlan.Of("readings", _destination);
        await using var engine = Start(plan);

        await AdvanceUntilAsync(() => Report(engine).Confirmed == 2, "all to be confirmed");

        Assert.Equal(Enumerable.Repeat("readings:0-0/1", 4).Append("readings:1-1/1").Append("readings:2-2/1"), _destination.Attempts);
    }

    [Fact]
    public async Task A_fault_in_a_destination_keeps_the_records_and_the_export()
    {
        _destination.Answer = (_, _, _) => _destination.Attempts.Count == 1
            ? throw new InvalidOperationException("a bug")
            : Task.FromResult(Delivery.Confirmed);
        await AppendAsync(_stream, 1);
        using var plan = FixedPlan.Of("readings", _destination);
        await using var engine = Start(plan);
        await Until.TrueAsync(() => Report(engine).Error == "InvalidOperationException: a bug", "the error to be told");

        await AdvanceUntilAsync(() => Report(engine).Confirmed == 0, "the record to be confirmed");
    }

    [Fact]
    public async Task While_an_address_is_down_one_export_tries_for_all_and_all_go_on_when_it_is_back()
    {
        const int Streams = 50;
        var isUp = false;
        _destination.Answer = (_, _, _) => Task.FromResult(isUp ? Delivery.Confirmed : Delivery.Unreachable("no route"));
        using var plan = new FixedPlan { Gate = new LinkGate(_clock) };
        for (var i = 0; i < Streams; i++)
        {
            var stream = _store.Create(new StreamDefinition { Name = $"s{i}" });
            await AppendAsync(stream, 1);
            plan.With(stream.Name, FixedPlan.Spec("cloud"), _destination);
        }
        await using var engine = Start(plan);
        await Until.TrueAsync(
            () => Enumerable.Range(0, Streams).All(i => engine.Reports($"s{i}").Single().State == "offline"), "all to be offline");
        var attempts = _destination.Attempts.Count; // those on their way when it was found out
        await AdvanceUntilAsync(() => _destination.Attempts.Count >= attempts + 10, "tries");
        Assert.InRange(_destination.Attempts.Count, attempts + 10, attempts + 11);

        isUp = true;
        await AdvanceUntilAsync(() => !_destination.Taken.IsEmpty, "a try that comes through");

        await Until.TrueAsync(
            () => Enumerable.Range(0, Streams).All(i => engine.Reports($"s{i}").Single().Confirmed == 0),
            "all to go on without a further pause");
    }

    [Fact]
    public async Task An_export_that_has_nothing_to_read_holds_no_file_open()
    {
        await AppendAsync(_stream, 100);
        using var plan = FixedPlan.Of("readings", _destination);
        await using var engine = Start(plan);
        await Until.TrueAsync(() => Report(engine).Confirmed == 99, "all to be confirmed");

        await Until.TrueAsync(() => OpenSegments().Count() <= 1, "the reader to let go"); // one is the writer's
    }

    [Fact]
    public async Task A_hundred_exports_that_wait_for_a_link_hold_no_file_open()
    {
        using var plan = new FixedPlan(sendsAtOnce: 1);
        using var held = await plan.Link.EnterAsync(1, TestContext.Current.CancellationToken);
        for (var i = 0; i < 100; i++)
        {
            var stream = _store.Create(new StreamDefinition { Name = $"s{i}", SegmentBytes = 1024, MaxBytes = 1 << 20 });
            await AppendAsync(stream, 50);
            plan.With(stream.Name, FixedPlan.Spec("cloud"), _destination);
        }
        await using var engine = Start(plan);
        await Until.TrueAsync(
            () => Enumerable.Range(0, 100).All(i => engine.Reports($"s{i}").Single().State == "queued"), "all to wait for a turn");

        // each stream is written in a later one by now
        Assert.DoesNotContain("00000000000000000000.seg", OpenSegments().Select(Path.GetFileName));
        held.Dispose();
        await Until.TrueAsync(
            () => Enumerable.Range(0, 100).All(i => engine.Reports($"s{i}").Single().Confirmed == 49), "all to be confirmed");
    }

    [Fact]
    public async Task Totals_and_position_survive_a_restart()
    {
        await AppendAsync(_stream, 7);
        using var plan = FixedPlan.Of("readings", _destination);
        await using (var engine = Start(plan)) await Until.TrueAsync(() => Report(engine).Confirmed == 6, "all to be confirmed");
        await _store.DisposeAsync();
        _store = await OpenAsync();
        _stream = _store.Get("readings");

        await using var again = Start(plan);

        Assert.Equal((6, 7, 7 * "record 0".Length), (Report(again).Confirmed, Report(again).ExportedRecords, Report(again).ExportedBytes));
    }

    [Fact]
    public async Task What_waits_is_told_with_its_age_and_size_and_so_are_the_rates()
    {
        _destination.Answer = (_, _, _) => Task.FromResult(Delivery.Failed("busy"));
        using var plan = FixedPlan.Of("readings", _destination);
        await using var engine = Start(plan);
        await AppendAsync(_stream, 10);
        for (var second = 0; second < 20; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            if (second < 10) await AppendAsync(_stream, 1);
        }

        await Until.TrueAsync(() => Report(engine) is { InPerSecond: > 0, OutPerSecond: 0 }, "the rates");

        var report = Report(engine);
        Assert.Equal(
            (20, _stream.TotalBytes, 20.0, null), (report.WaitingRecords, report.WaitingBytes, report.LagSeconds, report.DrainSeconds));
    }

    [Fact]
    public async Task Counters_and_gauges_go_by_stream_and_export()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == ExportMetrics.MeterName) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i, value, tags));
        listener.Start();
        var metered = _store.Create(new StreamDefinition { Name = "metered" });
        _destination.Answer = (batch, _, _) =>
        {
            if (_destination.Attempts.Count == 1) return Task.FromResult(Delivery.Failed("busy"));
            batch.SetRefused(0, "no");
            return Task.FromResult(Delivery.Confirmed);
        };
        await AppendAsync(metered, 4);
        using var plan = new FixedPlan().With("metered", FixedPlan.Spec("cloud"), _destination);
        await using var engine = Start(plan);
        await AdvanceUntilAsync(() => engine.Reports("metered").Single().Confirmed == 3, "all to be settled");
        listener.RecordObservableInstruments();

        Assert.Equal(
            (3, 3 * 8, 1, 1, 0, 0),
            (seen["shoreline.export.records"], seen["shoreline.export.bytes"], seen["shoreline.export.retries"], seen["shoreline.export.refused"],
                seen["shoreline.export.waiting"], seen["shoreline.export.lag"]));

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags is [{ Key: "stream", Value: "metered" }, { Key: "export", Value: "cloud" }])
            {
                seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            }
        }
    }

    private ExportEngine Start(FixedPlan plan, TimeProvider? time = null, TimeSpan? longestRetry = null) =>
        new(_store, plan, NullLogger.Instance, time ?? _clock, longestRetry);

    private async ValueTask<StreamStore> OpenAsync() =>
        await StreamStore.OpenAsync(
            new StreamStoreOptions { Root = _folder["streams"], Time = _clock }, TestContext.Current.CancellationToken);

    private static async Task AppendAsync(DurableStream stream, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await stream.AppendAsync(Encoding.UTF8.GetBytes($"record {i % 10}"), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Moves the clock in steps until something is so; what it sets going may take a moment of real time.</summary>
    private Task AdvanceUntilAsync(Func<bool> condition, string what, TimeSpan? step = null) => Until.TrueAsync(
        () =>
        {
            if (condition()) return true;
            _clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            return condition();
        },
        what);

    private static ExportReport Report(ExportEngine engine) => engine.Reports("readings").Single();

    private List<(long Sequence, string Reason, string Payload)> DeadLetters()
    {
        using var dead = new RecordBatch();
        _store.Get("dead.readings").Read(0, 100, 1 << 20, dead);
        var letters = new List<(long, string, string)>();
        foreach (var record in dead)
        {
            var parts = Encoding.UTF8.GetString(record.Payload.Span).Split('\n');
            using var header = JsonDocument.Parse(parts[0]);
            letters.Add(
                (header.RootElement.GetProperty("sequence").GetInt64(), header.RootElement.GetProperty("reason").GetString()!, parts[1]));
        }
        return letters;
    }

    /// <summary>Segments of this test that the process has open, once for each time.</summary>
    private IEnumerable<string> OpenSegments() =>
        Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget).OfType<string>()
        .Where(path => path.StartsWith(_folder.Path, StringComparison.Ordinal) && path.EndsWith(".seg", StringComparison.Ordinal));
}

using FsCheck;
using FsCheck.Fluent;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Examples;

namespace Shoreline.Edge.Tests.Examples;

public sealed class WindowAggregatorTests
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_767_225_600 * Second; // 2026-01-01, a multiple of five seconds

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_window_holds_count_mean_and_extremes_of_each_sensor()
    {
        var windows = new WindowAggregator(Window, Lateness, null);
        windows.Add(ReadingAt(0, "a", 1), 10);
        windows.Add(ReadingAt(2, "a", 4), 11);
        windows.Add(ReadingAt(4.999, "b", 7), 12);
        Assert.Empty(windows.Add(ReadingAt(5.5, "a", 100), 13));

        var records = windows.Add(ReadingAt(6, "a", 100), 14);

        Assert.Equal(["a", "b"], records.Select(r => r.Sensor));
        Assert.Equal(
            (2, 2.5, 1.0, 4.0, 10L), (records[0].Count, records[0].Mean, records[0].Min, records[0].Max, records[0].SourceSequence!.Value));
        Assert.Equal("2026-01-01T00:00:00.000000Z", records[0].From);
        Assert.Equal("2026-01-01T00:00:05.000000Z", records[0].To);
    }

    [Fact]
    public void A_reading_after_its_window_is_closed_is_counted_and_changes_nothing()
    {
        var windows = new WindowAggregator(Window, Lateness, null);
        windows.Add(ReadingAt(0, "a", 1), 0);
        Assert.Single(windows.Add(ReadingAt(7, "a", 1), 1));

        Assert.Empty(windows.Add(ReadingAt(4, "a", 1), 2));

        Assert.Equal(1, windows.Ignored);
    }

    [Fact]
    public void The_clock_closes_a_window_that_no_reading_closes()
    {
        var windows = new WindowAggregator(Window, Lateness, null);
        windows.Add(ReadingAt(0, "a", 1), 0);

        Assert.Empty(windows.CloseDue(Start + 4 * Second));
        Assert.Single(windows.CloseDue(Start + 5 * Second));
    }

    [Fact]
    public void Killed_after_any_record_and_started_again_it_writes_each_window_once() =>
        Prop.ForAll<NonNegativeInt, NonNegativeInt>((seed, cut) =>
        {
            var readings = MakeReadings(new System.Random(seed.Get));
            var whole = Run(readings, new WindowAggregator(Window, Lateness, null), 0);
            var written = whole.Take(cut.Get % (whole.Count + 1)).ToList();

            var position = PositionOf(written);
            var resumed = Run(readings, new WindowAggregator(Window, Lateness, position), (int)(position?.SourceSequence ?? 0));

            Assert.Equal(whole, written.Concat(resumed));
        }).QuickCheckThrowOnFailure();

    /// <summary>Readings of three sensors, a little out of order.</summary>
    private static List<Reading> MakeReadings(System.Random random)
    {
        var readings = new List<Reading>();
        for (var seconds = 0.0; seconds < 60; seconds += random.NextDouble())
        {
            readings.Add(ReadingAt(Math.Max(0, seconds - random.NextDouble() * 0.9), "abc"[random.Next(3)].ToString(), random.Next(100)));
        }
        return readings;
    }

    private static List<Aggregate> Run(List<Reading> readings, WindowAggregator windows, int from)
    {
        var records = new List<Aggregate>();
        for (var i = from; i < readings.Count; i++) records.AddRange(windows.Add(readings[i], i));
        return records;
    }

    private static AggregatePosition? PositionOf(List<Aggregate> written)
    {
        if (written.Count == 0) return null;
        var last = written[^1];
        Assert.True(Timestamps.TryParse(last.From, out var window));
        var sensors = written.Where(w => w.From == last.From).Select(w => (w.Device, w.Sensor)).ToHashSet();
        return new AggregatePosition(window, sensors, last.SourceSequence!.Value);
    }

    private static Reading ReadingAt(double seconds, string sensor, double value) => new()
    {
        Device = "gw",
        Sensor = sensor,
        Time = Timestamps.ToText(Start + (long)(seconds * Second)),
        Value = value,
        Unit = "1",
    };
}

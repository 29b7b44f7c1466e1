using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports;

namespace Shoreline.Edge.Tests.Exports;

public sealed class BandwidthBudgetTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly StepClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_day_that_is_used_up_is_closed_for_everybody_until_midnight_utc()
    {
        var budget = new BandwidthBudget(new BandwidthConfig { BytesPerDay = 1000, UrgentPriority = 10 }, Today(), _clock);
        budget.Take(900);

        Assert.Equal(BudgetState.Open, budget.Look(1, 100).State);
        Assert.Equal((BudgetState.Closed, "00:00 UTC"), (budget.Look(1, 101).State, budget.Look(1, 101).Until));

        _clock.Advance(TimeSpan.FromHours(14.5)); // midnight
        Assert.Equal(BudgetState.Open, budget.Look(10, 1000).State);
    }

    [Fact]
    public void A_record_larger_than_the_day_goes_at_the_beginning_of_one_and_not_never()
    {
        var budget = new BandwidthBudget(new BandwidthConfig { BytesPerDay = 1000 }, Today(), _clock);

        Assert.Equal(BudgetState.Open, budget.Look(5, 5000).State);
        budget.Take(5000);
        Assert.Equal(BudgetState.Closed, budget.Look(5, 1).State);
    }

    [Fact]
    public void The_days_bytes_survive_a_restart_and_a_new_day_begins_with_none()
    {
        var first = Today();
        first.Add(1234);
        first.Save();

        Assert.Equal(1234, Today().Bytes);
        Assert.Equal("""{"schema":"shoreline.bandwidth/1","day":"2026-01-31","bytes":1234}""", File.ReadAllText(_folder["bandwidth.json"]));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, Today().Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"schema":"other/1","day":"2026-01-31","bytes":5}""")]
    [InlineData("""{"schema":"shoreline.bandwidth/1","day":"yesterday","bytes":5}""")]
    [InlineData("""{"schema":"shoreline.bandwidth/1","day":"2026-01-31","bytes":-5}""")]
    public void A_damaged_account_counts_from_nothing_and_is_written_anew(string text)
    {
        File.WriteAllText(_folder["bandwidth.json"], text);
        var today = Today();

        Assert.Equal(0, today.Bytes);
        today.Add(7);
        today.Save();
        Assert.Equal(7, Today().Bytes);
    }

    [Theory]
    [InlineData("21:59", false)]
    [InlineData("22:00", true)]
    [InlineData("02:00", true)]
    [InlineData("05:59", true)]
    [InlineData("06:00", false)]
    [InlineData("12:30", true)]
    public void A_window_may_reach_over_midnight_and_there_may_be_several(string time, bool open)
    {
        var windows = new SendWindows(
            [new SendWindow(new TimeOnly(22, 0), new TimeOnly(6, 0)), new SendWindow(new TimeOnly(12, 0), new TimeOnly(13, 0))],
            TimeZoneInfo.Utc);

        Assert.Equal(open, windows.Look(DateTimeOffset.Parse($"2026-01-31T{time}:00Z", null)).State == BudgetState.Open);
    }

    [Fact]
    public void Windows_are_of_the_clock_on_the_wall_in_summer_and_in_winter()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var windows = new SendWindows([new SendWindow(new TimeOnly(22, 0), new TimeOnly(23, 0))], berlin);

        Assert.Equal("22:00", windows.Look(new DateTimeOffset(2026, 1, 31, 20, 59, 0, TimeSpan.Zero)).Until);
        Assert.Equal(BudgetState.Open, windows.Look(new DateTimeOffset(2026, 1, 31, 21, 0, 0, TimeSpan.Zero)).State);
        Assert.Equal(BudgetState.Open, windows.Look(new DateTimeOffset(2026, 7, 31, 20, 0, 0, TimeSpan.Zero)).State);
        Assert.Equal(BudgetState.Closed, windows.Look(new DateTimeOffset(2026, 7, 31, 21, 0, 0, TimeSpan.Zero)).State);
    }

    [Fact]
    public void A_drain_is_forecast_only_while_it_drains()
    {
        Assert.Equal(50, ExportPace.DrainSeconds(waiting: 500, recordsIn: 10, recordsOut: 20));
        Assert.Null(ExportPace.DrainSeconds(waiting: 500, recordsIn: 10, recordsOut: 10));
        Assert.Null(ExportPace.DrainSeconds(waiting: 500, recordsIn: 10, recordsOut: 0));
        Assert.Null(ExportPace.DrainSeconds(waiting: 0, recordsIn: 10, recordsOut: 20));
    }

    [Fact]
    public void Rates_are_those_of_the_last_minute()
    {
        var pace = new ExportPace(_clock);
        pace.Add(0, 0, 0);
        Assert.Null(pace.Rates());
        for (var second = 1; second <= 200; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            pace.Add(appended: second * 10, exported: second > 140 ? (second - 140) * 20 : 0, exportedBytes: 0);
        }

        Assert.Equal((10, 20), (pace.Rates()!.Value.In, pace.Rates()!.Value.Out)); // nothing was exported before the last minute
    }

    private DayAccount Today() => new(_folder["bandwidth.json"], _clock, NullLogger.Instance);
}

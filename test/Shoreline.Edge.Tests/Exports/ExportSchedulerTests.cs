using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports;

namespace Shoreline.Edge.Tests.Exports;

public sealed class ExportSchedulerTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly StepClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_highest_priority_goes_first_and_equals_take_turns()
    {
        using var scheduler = new ExportScheduler(1, budget: null, _clock);
        var turn = await scheduler.EnterAsync(5, Cancel);
        var order = new List<string>();
        var waiting = new[] { (9, "low"), (5, "first of equals"), (1, "high"), (5, "second of equals") }
            .Select(w => RunAsync(w.Item1, w.Item2)).ToList();

        turn.Dispose();
        await Task.WhenAll(waiting);

        Assert.Equal(["high", "first of equals", "second of equals", "low"], order);

        async Task RunAsync(int priority, string name)
        {
            using var mine = await scheduler.EnterAsync(priority, Cancel);
            order.Add(name); // one at a time: there is one turn
        }
    }

    [Fact]
    public async Task No_more_go_at_once_than_allowed_and_a_turn_is_given_back_once()
    {
        using var scheduler = new ExportScheduler(2, budget: null, _clock);
        var first = await scheduler.EnterAsync(5, Cancel);
        using var second = await scheduler.EnterAsync(5, Cancel);
        var third = scheduler.EnterAsync(5, Cancel).AsTask();
        var fourth = scheduler.EnterAsync(5, Cancel).AsTask();

        first.Dispose();
        first.Dispose();

        (await third).Dispose();
        (await fourth).Dispose();
        using var again = await scheduler.EnterAsync(5, Cancel);
        var beyond = scheduler.EnterAsync(5, Cancel).AsTask();
        Assert.False(beyond.IsCompleted); // second and again hold both places
    }

    [Fact]
    public async Task One_that_is_cancelled_while_it_waits_takes_no_turn()
    {
        using var scheduler = new ExportScheduler(1, budget: null, _clock);
        var turn = await scheduler.EnterAsync(5, Cancel);
        using var cancel = new CancellationTokenSource();
        var cancelled = scheduler.EnterAsync(1, cancel.Token).AsTask();
        var next = scheduler.EnterAsync(9, Cancel).AsTask();
        await cancel.CancelAsync();

        turn.Dispose();

        (await next).Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public async Task The_rate_may_be_saved_up_for_one_second_and_no_longer()
    {
        using var scheduler = WithBudget(new BandwidthConfig { BytesPerSecond = 1000 });
        _clock.Advance(TimeSpan.FromHours(1));
        using var turn = await scheduler.EnterAsync(5, Cancel);

        await turn.SpendAsync(1000, Cancel); // a second's worth
        var more = turn.SpendAsync(500, Cancel).AsTask();

        Assert.True(turn.IsWaiting);
        _clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(more.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await more;
    }

    [Fact]
    public async Task What_is_larger_than_a_second_goes_and_is_paid_off_afterwards()
    {
        using var scheduler = WithBudget(new BandwidthConfig { BytesPerSecond = 1000 });
        using var turn = await scheduler.EnterAsync(5, Cancel);
        await turn.SpendAsync(4000, Cancel);
        var next = scheduler.EnterAsync(5, Cancel).AsTask();

        _clock.Advance(TimeSpan.FromMilliseconds(3000));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        (await next).Dispose();
    }

    [Fact]
    public async Task A_large_upload_that_pays_piecewise_gives_way_to_a_higher_priority_between_two_pieces()
    {
        using var scheduler = new ExportScheduler(1, budget: null, _clock);
        using var upload = await scheduler.EnterAsync(9, Cancel);
        await upload.SpendAsync(100, Cancel);
        var high = scheduler.EnterAsync(1, Cancel).AsTask();
        Assert.False(high.IsCompleted);

        var piece = upload.SpendAsync(100, Cancel).AsTask();

        var turn = await high;
        Assert.False(piece.IsCompleted);
        turn.Dispose();
        await piece;
    }

    [Fact]
    public async Task Whoever_waits_to_pay_is_not_in_the_way_of_a_higher_priority_and_keeps_others_of_its_own_back()
    {
        using var scheduler = WithBudget(new BandwidthConfig { BytesPerSecond = 1000 });
        using var low = await scheduler.EnterAsync(5, Cancel);
        await low.SpendAsync(900, Cancel);
        var paying = low.SpendAsync(1000, Cancel).AsTask();
        var equal = scheduler.EnterAsync(5, Cancel).AsTask();

        using (var high = await scheduler.EnterAsync(1, Cancel)) await high.SpendAsync(50, Cancel);

        Assert.False(paying.IsCompleted || equal.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(950));
        await paying;
        low.Dispose();
        Assert.False(equal.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await equal).Dispose();
    }

    [Fact]
    public async Task What_did_not_cross_is_given_back()
    {
        var today = new DayAccount(_folder["bandwidth.json"], _clock, NullLogger.Instance);
        using var scheduler = WithBudget(new BandwidthConfig { BytesPerSecond = 1000 }, today);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            using var turn = await scheduler.EnterAsync(5, Cancel);
            await turn.SpendAsync(1000, Cancel);
            turn.Refund();
        }
        Assert.Equal(0, today.Bytes);

        using var sent = await scheduler.EnterAsync(5, Cancel);
        await sent.SpendAsync(700, Cancel);
        sent.Dispose();
        sent.Refund(); // whoever sent gave the turn back: it crossed
        Assert.Equal(700, today.Bytes);
    }

    [Fact]
    public async Task A_closed_window_opens_by_the_clock_and_urgent_exports_do_not_wait_for_it()
    {
        using var scheduler = WithBudget(
            new BandwidthConfig { Windows = [new SendWindow(new TimeOnly(22, 0), new TimeOnly(6, 0))], UrgentPriority = 2 });
        var normal = scheduler.EnterAsync(3, Cancel).AsTask(); // it is 09:30
        (await scheduler.EnterAsync(2, Cancel)).Dispose();

        Assert.Equal((BudgetState.Closed, "22:00"), (scheduler.Look(3).State, scheduler.Look(3).Until));
        for (var minute = 0; minute < 12 * 60 + 29; minute++) _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(normal.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));

        (await normal).Dispose();
    }

    private ExportScheduler WithBudget(BandwidthConfig config, DayAccount? today = null) =>
        new(
            5, new BandwidthBudget(config, today ?? new DayAccount(_folder["bandwidth.json"], _clock, NullLogger.Instance), _clock),
            _clock);
}

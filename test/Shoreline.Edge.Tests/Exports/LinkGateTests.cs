using Shoreline.Edge.Exports;

namespace Shoreline.Edge.Tests.Exports;

public sealed class LinkGateTests
{
    private readonly StepClock _clock = new();

    [Fact]
    public async Task While_a_link_is_down_one_tries_and_the_others_go_on_once_it_is_up()
    {
        var gate = new LinkGate(_clock);
        gate.Down(attempt: null);
        var waiting = Enumerable.Range(0, 20).Select(_ => gate.WaitAsync(TestContext.Current.CancellationToken).AsTask()).ToList();
        Assert.False(gate.TryEnter(out _)); // it is not time yet

        _clock.Advance(TimeSpan.FromSeconds(6));
        await Task.WhenAll(waiting);
        Assert.True(gate.TryEnter(out var attempt));
        Assert.False(gate.TryEnter(out _));
        var later = gate.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(later.IsCompleted);

        gate.Up();
        attempt!.Dispose();

        await later;
        Assert.True(gate.TryEnter(out var none));
        Assert.Null(none);
    }

    [Fact]
    public void Pauses_between_tries_grow_up_to_five_seconds_and_begin_anew_after_the_link_was_up()
    {
        var gate = new LinkGate(_clock);
        var pauses = new List<double>();
        gate.Down(attempt: null);
        for (var tries = 0; tries < 10; tries++) pauses.Add(PauseBeforeTry(gate));

        Assert.InRange(pauses[0], 0.2, 0.31);
        Assert.All(pauses.Zip(pauses.Skip(1)), p => Assert.True(p.Second >= Math.Min(p.First, 3.9)));
        Assert.All(pauses, pause => Assert.InRange(pause, 0.2, 6.1));
        gate.Up();
        gate.Down(attempt: null);
        Assert.InRange(PauseBeforeTry(gate), 0.2, 0.31);
    }

    private double PauseBeforeTry(LinkGate gate)
    {
        var step = TimeSpan.FromMilliseconds(10);
        var passed = TimeSpan.Zero;
        while (true)
        {
            if (gate.TryEnter(out var attempt))
            {
                gate.Down(attempt);
                attempt!.Dispose();
                return passed.TotalSeconds;
            }
            _clock.Advance(step);
            passed += step;
        }
    }
}

namespace Shoreline.Streams.Tests.Processes;

/// <summary>A real process whose clock is set while it works. It has a clock of its own: the machine's is not the tests' to set.</summary>
public sealed class ClockTests : IDisposable
{
    private const int Lines = 200;

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task A_clock_that_is_moved_stops_no_append_expires_nothing_and_never_goes_back_in_the_stream()
    {
        var heard = new Heard();
        using var writer = await WriterProcess.StartAsync(_folder.Path);
        foreach (var days in new[] { 0, 1.0 / 24, -1.0 / 24, 365, -365, 0 })
        {
            await writer.SetClockAsync(TimeSpan.FromDays(days), heard);
            await writer.HearAsync(heard, Lines);
        }
        Assert.Equal(0, await writer.StopAsync(heard));

        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Get("safe"); // one minute to live
        var times = Times(stream);
        Assert.Equal(0, stream.OldestSequence);
        Assert.Equal(heard.Of("safe").Select(record => record.Sequence).Order(), Enumerable.Range(0, times.Count).Select(sequence => (long)sequence));
        Assert.Equal(times.Order(), times);
        Assert.InRange(TimeSpan.FromMilliseconds((times[^1] - times[0]) / 1e6), TimeSpan.FromDays(364), TimeSpan.FromDays(366)); // the clock was moved indeed
    }

    private static List<long> Times(DurableStream stream)
    {
        var times = new List<long>();
        using var batch = new RecordBatch();
        for (var from = 0L; stream.Read(from, 1000, 1 << 20, batch) > 0; from = batch[batch.Count - 1].Sequence + 1)
        {
            foreach (var record in batch) times.Add(record.AppendedAtNs);
        }
        return times;
    }

    public void Dispose() => _folder.Dispose();
}

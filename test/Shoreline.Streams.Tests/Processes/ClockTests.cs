using System.Globalization;

namespace Shoreline.Streams.Tests.Processes;

/// <summary>A real process whose clock is moved while it works, by libfaketime in front of the C library.</summary>
public sealed class ClockTests : IDisposable
{
    private const int Lines = 200;

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task A_clock_that_is_moved_stops_no_append_expires_nothing_and_never_goes_back_in_the_stream()
    {
        var heard = new Heard();
        SetClock("+0");
        using var writer = await WriterProcess.StartAsync(_folder["streams"], new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Directory.GetFiles("/usr/lib", "libfaketime.so.1", SearchOption.AllDirectories).First(),
            ["FAKETIME_TIMESTAMP_FILE"] = _folder["clock"],
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1", // as on a real machine, where the time since the start goes on
        });
        foreach (var clock in new[] { "+0", "+1h", "-1h", "+365d", "-365d", "+0" })
        {
            SetClock(clock);
            await writer.HearAsync(heard, Lines);
            await writer.TendAsync(heard);
        }
        Assert.Equal(0, await writer.StopAsync(heard));

        await using var store = await TestStreams.OpenAsync(_folder["streams"]);
        var stream = store.Get("safe"); // one minute to live
        var times = Times(stream);
        Assert.Equal(0, stream.OldestSequence);
        Assert.Equal(heard.Of("safe").Select(record => record.Sequence).Order(), Enumerable.Range(0, times.Count).Select(sequence => (long)sequence));
        Assert.Equal(times.Order(), times);
        Assert.InRange(TimeSpan.FromMilliseconds((times[^1] - times[0]) / 1e6), TimeSpan.FromDays(364), TimeSpan.FromDays(366)); // the clock was moved indeed
    }

    /// <param name="offset">From the real time, as libfaketime reads it.</param>
    private void SetClock(string offset)
    {
        File.WriteAllText(_folder["clock.new"], offset.ToString(CultureInfo.InvariantCulture));
        File.Move(_folder["clock.new"], _folder["clock"], overwrite: true);
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

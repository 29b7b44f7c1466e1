using Microsoft.Extensions.Logging;
using Shoreline.Cli.Terminal;

namespace Shoreline.Cli.Tests.Terminal;

/// <summary>The log lines of long-running commands.</summary>
public sealed class LineLogTests
{
    [Fact]
    public void A_message_is_one_line_with_time_level_area_and_number()
    {
        using var written = new StringWriter { NewLine = "\n" };
        using var log = new LineLog(written, new StoppedClock());

        log.CreateLogger("Shoreline.Edge").Log(LogLevel.Warning, new EventId(2002), "no connection\nat all", exception: null, (text, _) => text);

        Assert.Equal("2026-01-02T03:04:05.678Z warn: Shoreline.Edge[2002] no connection at all\n", written.ToString());
    }

    [Fact]
    public void An_exception_stands_behind_its_message_in_the_same_line()
    {
        using var written = new StringWriter { NewLine = "\n" };
        using var log = new LineLog(written, new StoppedClock());

        log.CreateLogger("Shoreline.Edge").Log(LogLevel.Error, new EventId(7), "it broke", new IOException("disk\nfull"), (text, _) => text);

        Assert.Equal("2026-01-02T03:04:05.678Z fail: Shoreline.Edge[7] it broke System.IO.IOException: disk full\n", written.ToString());
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    }
}

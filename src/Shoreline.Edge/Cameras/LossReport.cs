using Microsoft.Extensions.Logging;
using Shoreline.Sdk;

namespace Shoreline.Edge.Cameras;

/// <summary>Tells the log of records that an appender gave up: not one by one, but how many since it last told.</summary>
internal sealed class LossReport(BufferedAppender appender, string stream, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _told;
    private long? _toldAt;

    /// <summary>Tells, if there is something to tell and it is not too soon.</summary>
    public void Tick()
    {
        if (_toldAt is { } at && time.GetElapsedTime(at) < Interval) return;
        Finish();
    }

    /// <summary>Tells what has not been told yet.</summary>
    public void Finish()
    {
        var dropped = appender.Dropped;
        if (dropped == _told) return;
        EdgeLog.RecordsGivenUp(logger, dropped - _told, stream, dropped, appender.LastError ?? "they found no room while the gateway was away or stopping");
        (_told, _toldAt) = (dropped, time.GetTimestamp());
    }
}

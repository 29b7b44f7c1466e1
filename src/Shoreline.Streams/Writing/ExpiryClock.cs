using Microsoft.Extensions.Logging;
using Shoreline.Core;

namespace Shoreline.Streams.Writing;

/// <summary>
/// The time by which records expire. It follows the machine's clock, but not its leaps: a clock that was set a year ahead must not erase a
/// year of records. A leap forward is believed once it has held for a day. Thread-safe.
/// </summary>
internal sealed class ExpiryClock
{
    private static readonly TimeSpan LargestDrift = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BelieveAfter = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private long _baseNs;
    private long _baseAt; // timestamp of the time provider that goes with it
    private long? _movedAt;

    public ExpiryClock(TimeProvider time, ILogger log)
    {
        (_time, _log) = (time, log);
        (_baseNs, _baseAt) = (time.NowNs(), time.GetTimestamp());
    }

    /// <summary>Nanoseconds since the Unix epoch.</summary>
    public long NowNs
    {
        get
        {
            lock (_gate)
            {
                var (clockNs, at) = (_time.NowNs(), _time.GetTimestamp());
                var steadyNs = _baseNs + (long)(_time.GetElapsedTime(_baseAt, at).TotalMilliseconds * 1e6);
                var aheadNs = clockNs - steadyNs;
                if (aheadNs > LargestDrift.TotalMilliseconds * 1e6)
                {
                    if (_movedAt is null) StreamLog.ClockMoved(_log, aheadNs / 1e9, BelieveAfter.TotalHours);
                    _movedAt ??= at;
                    if (_time.GetElapsedTime(_movedAt.Value, at) < BelieveAfter) return steadyNs;
                }
                // A leap back is believed at once: records then live longer, which harms nobody.
                (_movedAt, _baseNs, _baseAt) = (null, clockNs, at);
                return clockNs;
            }
        }
    }
}

namespace Shoreline.Edge.Exports;

/// <summary>How fast a stream grows and an export of it gets on, over the last minute. Thread-safe.</summary>
internal sealed class ExportPace(TimeProvider time)
{
    private const int Samples = 61; // one a second: a minute
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    private readonly record struct Sample(long At, long Appended, long Exported, long ExportedBytes);

    private readonly Lock _lock = new();
    private readonly Queue<Sample> _samples = new();

    /// <summary>Call about once a second.</summary>
    public void Add(long appended, long exported, long exportedBytes)
    {
        lock (_lock)
        {
            if (_samples.Count == Samples) _samples.Dequeue();
            _samples.Enqueue(new Sample(time.GetTimestamp(), appended, exported, exportedBytes));
        }
    }

    /// <summary>Rates per second; null in the first seconds, when there is nothing to tell them by.</summary>
    public (double In, double Out, double OutBytes)? Rates()
    {
        lock (_lock)
        {
            if (_samples.Count < 2) return null;
            var (first, last) = (_samples.Peek(), _samples.Last());
            var seconds = time.GetElapsedTime(first.At, last.At).TotalSeconds;
            if (seconds < Shortest.TotalSeconds) return null;
            return (
                (last.Appended - first.Appended) / seconds, (last.Exported - first.Exported) / seconds,
                (last.ExportedBytes - first.ExportedBytes) / seconds);
        }
    }

    /// <summary>Seconds until nothing waits, if both rates stay; null where it does not get less.</summary>
    public static double? DrainSeconds(long waiting, double recordsIn, double recordsOut) =>
        waiting > 0 && recordsOut > recordsIn ? waiting / (recordsOut - recordsIn) : null;
}

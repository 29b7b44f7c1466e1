using Shoreline.Core;
using Shoreline.Core.Records;

namespace Shoreline.Examples;

/// <summary>Where an aggregator was when it wrote its last record: the newest window, and which sensors of it are written.</summary>
/// <param name="Window">Start of the window, in nanoseconds since the Unix epoch.</param>
/// <param name="Sensors">Those whose record is in the target.</param>
/// <param name="SourceSequence">Reading of the source from which this window and all later ones can be computed again.</param>
internal sealed record AggregatePosition(long Window, IReadOnlySet<(string Device, string Sensor)> Sensors, long SourceSequence);

/// <summary>Gathers readings into windows of time and gives each window out once, when no reading can change it any more.</summary>
/// <remarks>
/// Windows are aligned to the Unix epoch and closed in order. A window closes when a reading comes that is later than its end by the lateness, so closing is a
/// function of the source alone: read again from the same place, it gives the same records. Only where readings cease does the clock decide
/// (<see cref="CloseDue"/>). Memory is bounded: a reading too far ahead of the others opens no window.
/// </remarks>
internal sealed class WindowAggregator(TimeSpan window, TimeSpan lateness, AggregatePosition? written)
{
    private const int MostOpenWindows = 1000;

    private sealed class Sums
    {
        public long Count;
        public double Sum;
        public double Min = double.PositiveInfinity;
        public double Max = double.NegativeInfinity;
        public string Unit = "";
    }

    private sealed class Window(long firstSequence)
    {
        public long FirstSequence { get; } = firstSequence;

        public SortedDictionary<(string Device, string Sensor), Sums> Sensors { get; } = new();
    }

    private readonly long _windowNs = window.Ticks * 100;
    private readonly long _latenessNs = lateness.Ticks * 100;
    private readonly SortedDictionary<long, Window> _open = [];
    private long _closedThrough = long.MinValue; // start of the newest window that is closed
    private long _latestNs = long.MinValue;

    /// <summary>Readings that came after their window was closed, or were too far ahead.</summary>
    public long Ignored { get; private set; }

    /// <summary>Takes one reading.</summary>
    /// <returns>The records of the windows that it closes, in the order in which they must be written.</returns>
    public IReadOnlyList<Aggregate> Add(Reading reading, long sequence)
    {
        var isTimed = Timestamps.TryParse(reading.Time, out var timeNs);
        var start = timeNs - timeNs % _windowNs;
        if (!isTimed || start <= _closedThrough || _open.Count >= MostOpenWindows && !_open.ContainsKey(start))
        {
            Ignored++;
            return [];
        }
        Count(start, reading, sequence);
        _latestNs = Math.Max(_latestNs, timeNs);
        return Close(_latestNs - _latenessNs);
    }

    /// <summary>Closes the windows that ended before a time. Call it only when the source has been read to its end.</summary>
    public IReadOnlyList<Aggregate> CloseDue(long endedBeforeNs) => Close(endedBeforeNs);

    private void Count(long start, Reading reading, long sequence)
    {
        if (!_open.TryGetValue(start, out var window)) _open.Add(start, window = new Window(sequence));
        var key = (reading.Device, reading.Sensor);
        if (!window.Sensors.TryGetValue(key, out var sums)) window.Sensors.Add(key, sums = new Sums());
        sums.Count++;
        sums.Sum += reading.Value;
        sums.Min = Math.Min(sums.Min, reading.Value);
        sums.Max = Math.Max(sums.Max, reading.Value);
        sums.Unit = reading.Unit;
    }

    private List<Aggregate> Close(long endedBeforeNs)
    {
        var records = new List<Aggregate>();
        while (_open.Count > 0 && _open.First() is var (start, oldest) && start + _windowNs <= endedBeforeNs)
        {
            var source = _open.Values.Min(w => w.FirstSequence); // a later window may have begun earlier in the source
            foreach (var ((device, sensor), sums) in oldest.Sensors)
            {
                if (!IsWritten(start, (device, sensor))) records.Add(Record(start, device, sensor, sums, source));
            }
            _open.Remove(start);
            _closedThrough = start;
        }
        return records;
    }

    private bool IsWritten(long start, (string Device, string Sensor) sensor) =>
        written is not null && (start < written.Window || start == written.Window && written.Sensors.Contains(sensor));

    private Aggregate Record(long start, string device, string sensor, Sums sums, long source) => new()
    {
        Device = device,
        Sensor = sensor,
        From = Timestamps.ToText(start),
        To = Timestamps.ToText(start + _windowNs),
        Count = sums.Count,
        Mean = Math.Round(sums.Sum / sums.Count, 6),
        Min = sums.Min,
        Max = sums.Max,
        Unit = sums.Unit,
        SourceSequence = source,
    };
}

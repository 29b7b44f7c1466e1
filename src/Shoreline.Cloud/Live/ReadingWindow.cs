namespace Shoreline.Cloud.Live;

/// <summary>Means of the last minutes, per sensor and second, in memory.</summary>
/// <remarks>Bounded: one cell a second of the window, and a number of sensors; the one silent for longest goes first.
/// Thread-safe.</remarks>
internal sealed class ReadingWindow
{
    private const int Seconds = 600;
    private const int MaxSensors = 1000;
    private const long NsPerSecond = 1_000_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<SensorId, Sensor> _sensors = [];

    public void Add(SensorId sensor, string? unit, long timeNs, double value)
    {
        var second = timeNs / NsPerSecond;
        lock (_lock)
        {
            if (!_sensors.TryGetValue(sensor, out var found))
            {
                if (_sensors.Count >= MaxSensors) _sensors.Remove(_sensors.MinBy(entry => entry.Value.Newest).Key);
                _sensors.Add(sensor, found = new Sensor());
            }
            found.Unit = unit ?? found.Unit;
            found.Add(second, value);
        }
    }

    /// <summary>Means per bucket of <paramref name="bucketSeconds"/>, aligned to the epoch, from <paramref name="fromNs"/> on.</summary>
    public IReadOnlyList<SensorSeries> Read(long fromNs, int bucketSeconds)
    {
        lock (_lock)
        {
            return [.. _sensors.OrderBy(entry => entry.Key)
                .Select(entry => new SensorSeries(entry.Key, entry.Value.Unit, entry.Value.Read(fromNs / NsPerSecond, bucketSeconds)))
                .Where(series => series.Points.Count > 0)];
        }
    }

    private sealed class Sensor
    {
        private readonly Cell[] _cells = new Cell[Seconds];

        public string? Unit { get; set; }

        public long Newest { get; private set; } = -1;

        public void Add(long second, double value)
        {
            ref var cell = ref _cells[second % Seconds];
            if (second < cell.Second) return; // older than the window
            cell = cell.Second == second ? cell with { Sum = cell.Sum + value, Count = cell.Count + 1 } : new Cell(second, value, 1);
            Newest = Math.Max(Newest, second);
        }

        public IReadOnlyList<(long Second, double Mean)> Read(long from, int bucketSeconds)
        {
            from = Math.Max(from, Newest - Seconds + 1);
            return [.. _cells.Where(cell => cell.Count > 0 && cell.Second >= from)
                .GroupBy(cell => cell.Second / bucketSeconds * bucketSeconds)
                .OrderBy(bucket => bucket.Key)
                .Select(bucket => (bucket.Key, bucket.Sum(cell => cell.Sum) / bucket.Sum(cell => cell.Count)))];
        }
    }

    private readonly record struct Cell(long Second, double Sum, long Count);
}

/// <summary>A sensor of a device.</summary>
internal readonly record struct SensorId(string Device, string Sensor) : IComparable<SensorId>
{
    public int CompareTo(SensorId other)
    {
        var byDevice = string.CompareOrdinal(Device, other.Device);
        return byDevice != 0 ? byDevice : string.CompareOrdinal(Sensor, other.Sensor);
    }
}

internal sealed record SensorSeries(SensorId Sensor, string? Unit, IReadOnlyList<(long Second, double Mean)> Points);

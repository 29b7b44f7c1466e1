namespace Shoreline.Cloud.Live;

/// <summary>The newest account that each gateway gave of itself. Thread-safe.</summary>
internal sealed class DeviceReports
{
    private const int MaxDevices = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeviceReport> _newest = [];

    public void Add(DeviceReport report)
    {
        lock (_lock)
        {
            if (_newest.TryGetValue(report.Device, out var known) && known.TimeNs > report.TimeNs) return;
            if (known is null && _newest.Count >= MaxDevices) _newest.Remove(_newest.MinBy(entry => entry.Value.TimeNs).Key);
            _newest[report.Device] = report;
        }
    }

    public IReadOnlyList<DeviceReport> Read()
    {
        lock (_lock) return [.. _newest.Values.OrderBy(report => report.Device, StringComparer.Ordinal)];
    }
}

/// <summary>One account of a gateway.</summary>
/// <param name="TimeNs">When the gateway wrote it, by its clock.</param>
/// <param name="ReceivedNs">When it came here, by ours.</param>
internal sealed record DeviceReport(string Device, long TimeNs, long ReceivedNs, ReceivedReport Content);

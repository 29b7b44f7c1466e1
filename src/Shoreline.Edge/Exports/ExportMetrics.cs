using System.Diagnostics.Metrics;

namespace Shoreline.Edge.Exports;

/// <summary>Counters and gauges of all exports, by stream and export: as many sets as there are exports.</summary>
internal sealed class ExportMetrics : IDisposable
{
    public const string MeterName = "Shoreline.Edge.Exports";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _refused;

    /// <param name="exports">Those that run at the moment of an observation.</param>
    public ExportMetrics(Func<IEnumerable<StreamExport>> exports)
    {
        _records = _meter.CreateCounter<long>("shoreline.export.records", "{record}", "Records that a destination confirmed");
        _bytes = _meter.CreateCounter<long>("shoreline.export.bytes", "By", "Payload bytes that a destination confirmed");
        _retries = _meter.CreateCounter<long>("shoreline.export.retries", "{attempt}", "Attempts that failed and are repeated");
        _refused = _meter.CreateCounter<long>("shoreline.export.refused", "{record}", "Records refused for good and set aside");
        _meter.CreateObservableGauge(
            "shoreline.export.waiting", () => exports().Select(e => new Measurement<long>(e.View.WaitingRecords, e.Tags)),
            "{record}", "Records not confirmed yet");
        _meter.CreateObservableGauge(
            "shoreline.export.lag", () => exports().Select(e => new Measurement<double>(e.View.Lag.TotalSeconds, e.Tags)),
            "s", "Age of the oldest record not confirmed yet");
    }

    public void Exported(long records, long bytes, KeyValuePair<string, object?>[] tags)
    {
        _records.Add(records, tags);
        _bytes.Add(bytes, tags);
    }

    public void Retried(KeyValuePair<string, object?>[] tags) => _retries.Add(1, tags);

    public void Refused(long records, KeyValuePair<string, object?>[] tags) => _refused.Add(records, tags);

    public void Dispose() => _meter.Dispose();
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Keeps what components report as metrics: <c>instrument metric value</c>.</summary>
internal sealed class MetricProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Component, string Line)> _seen = new();

    public MetricProbe(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{instrument.Name} {tags[1].Value} {value}");
            _seen.Enqueue(((string)tags[0].Value!, line));
        });
        _listener.Start();
    }

    public IEnumerable<string> Of(string component) => _seen.Where(s => s.Component == component).Select(s => s.Line);

    public void Dispose() => _listener.Dispose();
}

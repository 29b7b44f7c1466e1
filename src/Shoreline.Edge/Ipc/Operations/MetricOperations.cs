using System.Diagnostics.Metrics;
using System.Text;
using Shoreline.Core;
using Shoreline.Edge.Ipc.Authorization;
using Shoreline.Edge.Metrics;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Figures that components of the platform report (greengrass-ipc, 6.9): stored in a stream, and passed on as gauges.</summary>
internal sealed class MetricOperations : IDisposable
{
    public const string MeterName = "Shoreline.Edge.Components";

    private const string AllowedPrefix = "aws.";
    private const string StreamManager = "aws.greengrass.StreamManager";
    private const int MaxNameBytes = 32;
    private const int MaxSeries = 1_000; // of all components: each is kept by who collects them
    private static readonly Dictionary<string, (string Name, string Unit)> Units = new(StringComparer.Ordinal)
    {
        ["BYTES"] = ("bytes", "By"),
        ["BYTES_PER_SECOND"] = ("bytes_per_second", "By/s"),
        ["COUNT"] = ("count", "1"),
        ["COUNT_PER_SECOND"] = ("count_per_second", "1/s"),
        ["MEGABYTES"] = ("megabytes", "MBy"),
        ["SECONDS"] = ("seconds", "s"),
    };

    private readonly Authorizer _authorizer;
    private readonly MetricRate _rate;
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _refused;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Gauge<double>> _gauges = new(StringComparer.Ordinal);
    private readonly HashSet<(string Component, string Name)> _series = [];

    public MetricOperations(Authorizer authorizer, TimeProvider time)
    {
        (_authorizer, _rate) = (authorizer, new MetricRate(time));
        _refused = _meter.CreateCounter<long>(
            "shoreline.component.metrics.refused", "{metric}", "Reported faster than a component may, and not taken");
    }

    /// <summary>Where they are stored; null where no stream takes them. Set before the server starts.</summary>
    public ComponentMetricStream? Stream { get; set; }

    /// <summary>All of a request are taken, or none; those that are taken are stored when this completes.</summary>
    public async ValueTask<Empty> PutAsync(IpcCaller caller, PutComponentMetricRequest request, CancellationToken ending)
    {
        var metrics = Checked(caller, request);
        if (!_rate.TryTake(caller.Name, metrics.Count))
        {
            _refused.Add(metrics.Count, new KeyValuePair<string, object?>("component", caller.Name));
            throw IpcErrorException.Failed(
                $"{caller.Name} reports too many metrics: {MetricRate.Burst} at once and {MetricRate.PerSecond} a second are taken; " +
                $"these {metrics.Count} are not");
        }
        var gauges = Gauges(caller.Name, metrics);
        try
        {
            if (Stream is { } stream) await stream.AppendAsync(caller.Name, metrics, ending).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ShorelineException or ObjectDisposedException) // the latter: the stream was deleted
        {
            throw IpcErrorException.Failed($"the metrics are not stored: {e.Message}");
        }
        var component = new KeyValuePair<string, object?>("component", caller.Name);
        for (var i = 0; i < gauges.Length; i++) gauges[i].Record(metrics[i].Value!.Value, component, new("metric", metrics[i].Name));
        return Empty.Value;
    }

    public void Dispose() => _meter.Dispose();

    private IReadOnlyList<ComponentMetric> Checked(IpcCaller caller, PutComponentMetricRequest request)
    {
        if (!caller.Name.StartsWith(AllowedPrefix, StringComparison.Ordinal))
        {
            throw IpcErrorException.Unauthorized($"{caller.Name} is not authorized to put metrics: only components of the platform are");
        }
        var metrics = request.Metrics is { Count: > 0 } given ? given : throw IpcErrorException.InvalidArguments("metrics are missing");
        foreach (var metric in metrics) Check(metric);
        foreach (var metric in metrics)
        {
            if (caller.Name == StreamManager) break; // it needs no policy
            _authorizer.Demand(caller, IpcServices.ComponentMetric, IpcOperations.PutComponentMetric, metric.Name!);
        }
        return metrics;
    }

    private static void Check(ComponentMetric? metric)
    {
        if (string.IsNullOrEmpty(metric?.Name)) throw IpcErrorException.InvalidArguments("a metric has no name");
        if (Encoding.UTF8.GetByteCount(metric.Name) > MaxNameBytes)
        {
            throw IpcErrorException.InvalidArguments($"a metric's name has more than {MaxNameBytes} bytes");
        }
        if (metric.Unit is null || !Units.ContainsKey(metric.Unit))
        {
            throw IpcErrorException.InvalidArguments($"metric {metric.Name} has no unit of {string.Join(", ", Units.Keys)}");
        }
        if (metric.Value is not >= 0 || !double.IsFinite(metric.Value.Value))
        {
            throw IpcErrorException.InvalidArguments($"metric {metric.Name} has no value of 0 or more");
        }
    }

    private Gauge<double>[] Gauges(string component, IReadOnlyList<ComponentMetric> metrics)
    {
        lock (_lock)
        {
            var named = metrics.Select(metric => (Component: component, Name: metric.Name!)).Distinct();
            var fresh = named.Where(series => !_series.Contains(series)).ToArray();
            if (_series.Count + fresh.Length > MaxSeries)
            {
                throw IpcErrorException.Failed(
                    $"{_series.Count:N0} metrics are known already, and {MaxSeries:N0} are the most; '{fresh[0].Name}' is not taken");
            }
            _series.UnionWith(fresh);
            return [.. metrics.Select(metric => GaugeOf(metric.Unit!))];
        }
    }

    private Gauge<double> GaugeOf(string given)
    {
        var (name, unit) = Units[given];
        if (!_gauges.TryGetValue(name, out var gauge))
        {
            _gauges[name] = gauge = _meter.CreateGauge<double>(
                $"shoreline.component.{name}", unit, "Reported by components of the platform");
        }
        return gauge;
    }
}

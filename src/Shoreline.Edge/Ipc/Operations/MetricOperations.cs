using System.Diagnostics.Metrics;
using System.Text;
using Shoreline.Edge.Ipc.Authorization;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Figures that components of the platform report (greengrass-ipc, 6.9), passed on as gauges.</summary>
internal sealed class MetricOperations(Authorizer authorizer) : IDisposable
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

    private readonly Meter _meter = new(MeterName);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Gauge<double>> _gauges = new(StringComparer.Ordinal);
    private readonly HashSet<(string Component, string Name)> _series = [];

    public Empty Put(IpcCaller caller, PutComponentMetricRequest request)
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
            authorizer.Demand(caller, IpcServices.ComponentMetric, IpcOperations.PutComponentMetric, metric.Name!);
        }
        foreach (var metric in metrics) Record(caller.Name, metric);
        return Empty.Value;
    }

    public void Dispose() => _meter.Dispose();

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
        if (metric.Value is not >= 0) throw IpcErrorException.InvalidArguments($"metric {metric.Name} has no value of 0 or more");
    }

    private void Record(string component, ComponentMetric metric)
    {
        Gauge<double>? gauge;
        lock (_lock)
        {
            if (!_series.Contains((component, metric.Name!)) && _series.Count == MaxSeries)
            {
                throw IpcErrorException.Failed($"{MaxSeries:N0} metrics are known already; '{metric.Name}' is not taken");
            }
            _series.Add((component, metric.Name!));
            var (name, unit) = Units[metric.Unit!];
            if (!_gauges.TryGetValue(name, out gauge))
            {
                _gauges[name] = gauge = _meter.CreateGauge<double>(
                    $"shoreline.component.{name}", unit, "Reported by components of the platform");
            }
        }
        gauge.Record(metric.Value!.Value, new("component", component), new("metric", metric.Name));
    }
}

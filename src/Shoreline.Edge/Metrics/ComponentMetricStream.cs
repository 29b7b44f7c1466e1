using System.Buffers;
using System.Text.Json;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Streams;

namespace Shoreline.Edge.Metrics;

/// <summary>One figure that a component reports (greengrass-ipc, 6.9), checked.</summary>
internal readonly record struct ReportedMetric(string Name, string Unit, double Value);

/// <summary>Puts the figures that components report into a stream, a record for each: <c>shoreline.metric/1</c> of docs/formats/records.md.</summary>
internal sealed class ComponentMetricStream(DeviceName device, DurableStream stream, TimeProvider time)
{
    public const string Schema = "shoreline.metric/1";

    /// <summary>All are on the device when this completes.</summary>
    /// <exception cref="ShorelineException">The stream does not take one of them; those before it are in it.</exception>
    public async Task AppendAsync(string component, IReadOnlyList<ReportedMetric> metrics, CancellationToken cancellationToken)
    {
        var now = Timestamps.ToText(time.NowNs());
        var appends = new Task<long>[metrics.Count];
        for (var i = 0; i < appends.Length; i++) appends[i] = stream.AppendAsync(Encode(component, metrics[i], now), cancellationToken).AsTask();
        foreach (var append in appends) await append.ConfigureAwait(false); // they share a flush
    }

    private byte[] Encode(string component, ReportedMetric metric, string now)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("schema", Schema);
            writer.WriteString("device", device.Value);
            writer.WriteString("component", component);
            writer.WriteString("time", now);
            writer.WriteString("name", metric.Name);
            writer.WriteString("unit", metric.Unit);
            writer.WriteNumber("value", metric.Value);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}

using System.Buffers;
using System.Text.Json;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Streams;

namespace Shoreline.Edge.Metrics;

/// <summary>
/// Puts the figures that components report into the stream <c>component-metrics</c>, a record for each report: <c>shoreline.metrics/1</c>
/// of docs/formats/records.md.
/// </summary>
internal sealed class ComponentMetricStream(DeviceName device, DurableStream stream, TimeProvider time)
{
    public const string Schema = "shoreline.metrics/1";

    /// <summary>The record is stored when this completes.</summary>
    /// <param name="metrics">Checked.</param>
    /// <exception cref="ShorelineException">The stream does not take it.</exception>
    public async ValueTask AppendAsync(string component, IReadOnlyList<ComponentMetric> metrics, CancellationToken cancellationToken) =>
        await stream.AppendAsync(Encode(component, metrics), cancellationToken).ConfigureAwait(false);

    private byte[] Encode(string component, IReadOnlyList<ComponentMetric> metrics)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("schema", Schema);
            writer.WriteString("device", device.Value);
            writer.WriteString("time", Timestamps.ToText(time.NowNs()));
            writer.WriteString("component", component);
            writer.WriteStartArray("metrics");
            foreach (var metric in metrics)
            {
                writer.WriteStartObject();
                writer.WriteString("name", metric.Name);
                writer.WriteString("unit", metric.Unit);
                writer.WriteNumber("value", metric.Value!.Value);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}

using System.Text.Json;
using Shoreline.Cloud.Ingest;
using Shoreline.Core;

namespace Shoreline.Cloud.Live;

/// <summary>The last minutes of what landed, taken apart for the portal.</summary>
/// <remarks>Only durable records get here, so the portal never shows what a crash would take back.</remarks>
internal sealed class LiveState
{
    public DetectionWindow Detections { get; } = new();

    public ReadingWindow Readings { get; } = new();

    public DeviceReports Devices { get; } = new();

    /// <summary>Takes note of a record if it is one that the portal shows; a record that does not parse is the curate job's to
    /// report.</summary>
    public void Observe(StreamKey key, ReadOnlyMemory<byte> payload, long receivedNs)
    {
        try
        {
            switch (ReceivedJson.PeekSchema(payload.Span))
            {
                case "shoreline.detections/1": ObserveFrame(key, payload.Span); break;
                case "shoreline.readings/1": ObserveReading(key, payload.Span); break;
                case "shoreline.device/1": ObserveReport(key, payload.Span, receivedNs); break;
            }
        }
        catch (JsonException)
        {
            // It lies in the raw table as it came; the curate job puts it into the quarantine with the reason.
        }
    }

    private void ObserveFrame(StreamKey key, ReadOnlySpan<byte> json)
    {
        var frame = JsonSerializer.Deserialize(json, ReceivedJson.Default.ReceivedFrame);
        if (frame is null || !Timestamps.TryParse(frame.Time, out var timeNs)) return;
        Detections.Add(
            new CameraId(key.Device, frame.Camera), new AnalysedFrame(
                timeNs, frame.Frame.Width, frame.Frame.Height, frame.Model.Name, frame.Detections));
    }

    private void ObserveReading(StreamKey key, ReadOnlySpan<byte> json)
    {
        var reading = JsonSerializer.Deserialize(json, ReceivedJson.Default.ReceivedReading);
        if (reading is null || !Timestamps.TryParse(reading.Time, out var timeNs) || !RecordTime.IsValid(timeNs)) return;
        Readings.Add(new SensorId(key.Device, reading.Sensor), reading.Unit, timeNs, reading.Value);
    }

    private void ObserveReport(StreamKey key, ReadOnlySpan<byte> json, long receivedNs)
    {
        var report = JsonSerializer.Deserialize(json, ReceivedJson.Default.ReceivedReport);
        if (report is null || !Timestamps.TryParse(report.Time, out var timeNs)) return;
        if (report.Streams.Contains(null!) || report.Cameras.Contains(null!)) return; // the serializer lets null into a list
        Devices.Add(new DeviceReport(key.Device, timeNs, receivedNs, report));
    }
}

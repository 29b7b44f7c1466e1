using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>Writes <c>shoreline.events/1</c> records (docs/formats/records.md) into one buffer that it uses again and again. Not thread-safe.</summary>
public sealed class EventRecordWriter : IDisposable
{
    // As in detections: a hundred-thousandth of a frame is a twentieth of a pixel in a 4K picture. Seconds and counts are as good with it.
    private const int Decimals = 5;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    public EventRecordWriter() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>Writes one record, without a line feed.</summary>
    /// <returns>The record's bytes, valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(in EventContent content)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("schema"u8, EventRecord.CurrentSchema);
        _json.WriteString("device"u8, content.Device.Value);
        _json.WriteString("camera"u8, content.Frame.Camera.Value);
        WriteTime(content.Frame.CapturedAtNs);
        _json.WriteString("id"u8, content.Id);
        _json.WriteString("type"u8, content.Type);
        if (content.Rule is { } rule) _json.WriteString("rule"u8, rule);
        if (content.Phase is { } phase) _json.WriteString("phase"u8, phase);
        if (content.Track > 0) _json.WriteNumber("track"u8, content.Track);
        if (content.Label is { } label) _json.WriteString("label"u8, label);
        if (content.Score is { } score) _json.WriteNumber("score"u8, Round(score));
        if (content.Box is { } box) WriteBox(box);
        WriteFrame(content.Frame);
        if (content.Value is { } value) _json.WriteNumber("value"u8, Round(value));
        if (content.Details is { Count: > 0 } details) WriteDetails(details);
        if (content.Picture is { } picture) _json.WriteString("picture"u8, picture);
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();

    private void WriteTime(long ns)
    {
        Span<byte> text = stackalloc byte[32];
        Timestamps.FromNs(ns).UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _json.WriteString("time"u8, text[..length]);
    }

    private void WriteBox(in Box box)
    {
        _json.WriteStartArray("box"u8);
        _json.WriteNumberValue(Round(box.X));
        _json.WriteNumberValue(Round(box.Y));
        _json.WriteNumberValue(Round(box.Width));
        _json.WriteNumberValue(Round(box.Height));
        _json.WriteEndArray();
    }

    private void WriteFrame(in DetectionFrame frame)
    {
        _json.WriteStartObject("frame"u8);
        _json.WriteNumber("index"u8, frame.Index);
        _json.WriteNumber("ptsNs"u8, frame.PtsNs);
        _json.WriteNumber("width"u8, frame.Width);
        _json.WriteNumber("height"u8, frame.Height);
        _json.WriteEndObject();
    }

    private void WriteDetails(IReadOnlyList<EventDetail> details)
    {
        _json.WriteStartObject("details"u8);
        foreach (var detail in details)
        {
            if (detail.Text is { } text) _json.WriteString(detail.Name, text);
            else if (detail.Number is { } number) _json.WriteNumber(detail.Name, Round(number));
            else if (detail.Flag is { } flag) _json.WriteBoolean(detail.Name, flag);
        }
        _json.WriteEndObject();
    }

    private static double Round(double value) => double.IsFinite(value) ? Math.Round(value, Decimals) : 0; // JSON has no NaN
}

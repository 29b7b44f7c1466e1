using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Shoreline.Core.Records;

/// <summary>Writes <c>shoreline.procedures/1</c> records (docs/formats/records.md) into one buffer that it uses again and again. Not thread-safe.</summary>
public sealed class ProcedureRunWriter : IDisposable
{
    private const int Decimals = 5; // as in events
    private const double SecondNs = 1e9;

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private readonly Utf8JsonWriter _json;

    public ProcedureRunWriter() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>Writes one record, without a line feed.</summary>
    /// <returns>The record's bytes, valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(ProcedureRunContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("schema"u8, ProcedureRunRecord.CurrentSchema);
        _json.WriteString("device"u8, content.Device.Value);
        _json.WriteString("camera"u8, content.Camera.Value);
        WriteTime("time"u8, content.EndNs);
        _json.WriteString("run"u8, content.Run);
        _json.WriteString("procedure"u8, content.Procedure);
        if (content.Track > 0) _json.WriteNumber("track"u8, content.Track);
        if (content.Label is { } label) _json.WriteString("label"u8, label);
        WriteTime("start"u8, content.StartNs);
        WriteTime("end"u8, content.EndNs);
        _json.WriteNumber("seconds"u8, Round((content.EndNs - content.StartNs) / SecondNs));
        _json.WriteString("outcome"u8, content.Outcome);
        if (content.Reason is { } reason) _json.WriteString("reason"u8, reason);
        _json.WriteStartArray("steps"u8);
        foreach (var step in content.Steps) WriteStep(step);
        _json.WriteEndArray();
        _json.WriteStartArray("violations"u8);
        foreach (var violation in content.Violations) WriteViolation(violation);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();

    private void WriteStep(in ProcedureRunStep step)
    {
        _json.WriteStartObject();
        _json.WriteString("name"u8, step.Name);
        _json.WriteNumber("times"u8, step.Times);
        if (step.Times > 0)
        {
            WriteTime("start"u8, step.StartNs);
            WriteTime("end"u8, step.EndNs);
            _json.WriteNumber("seconds"u8, Round(step.Seconds));
        }
        _json.WriteEndObject();
    }

    private void WriteViolation(in ProcedureRunViolation violation)
    {
        _json.WriteStartObject();
        _json.WriteString("what"u8, violation.What);
        if (violation.Step is { } step) _json.WriteString("step"u8, step);
        WriteTime("time"u8, violation.AtNs);
        if (violation.Seconds is { } seconds) _json.WriteNumber("seconds"u8, Round(seconds));
        if (violation.Limit is { } limit) _json.WriteNumber("limit"u8, Round(limit));
        _json.WriteEndObject();
    }

    private void WriteTime(ReadOnlySpan<byte> name, long ns)
    {
        Span<byte> text = stackalloc byte[32];
        Timestamps.FromNs(ns).UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _json.WriteString(name, text[..length]);
    }

    private static double Round(double value) => double.IsFinite(value) ? Math.Round(value, Decimals) : 0; // JSON has no NaN
}
